import { type DynamicModule, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { EventStore } from './event-store.js';
import type { EventStoreDbOptions } from './eventstoredb/eventstoredb-event-store.js';
import { SqliteEventStore, type SqliteOptions } from './sqlite/sqlite-event-store.js';

/** Which engine holds the log, and where. */
export type EventStoreOptions =
  | ({ readonly engine: 'sqlite' } & SqliteOptions)
  | ({ readonly engine: 'eventstoredb' } & EventStoreDbOptions);

async function open(options: EventStoreOptions): Promise<EventStore> {
  if (options.engine === 'sqlite') return SqliteEventStore.open(options);
  const { EventStoreDbEventStore } = await import('./eventstoredb/eventstoredb-event-store.js');
  const logger = new Logger('EventStoreDB');
  return EventStoreDbEventStore.open({ ...options, onProblem: (problem) => logger.warn(problem) });
}

/** Provides {@link EventStore} everywhere, and closes it when the application ends. */
@Module({})
export class EventStoreModule implements OnApplicationShutdown {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  /** Opens the store before anything is built on it. @throws {StoreUnavailableError} where it cannot be opened. */
  static async forRoot(options: EventStoreOptions): Promise<DynamicModule> {
    const store = await open(options);
    return {
      module: EventStoreModule,
      global: true,
      providers: [{ provide: EventStore, useValue: store }],
      exports: [EventStore],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}

import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { EventStore } from './event-store.js';
import { SqliteEventStore, type SqliteOptions } from './sqlite/sqlite-event-store.js';

/** Which engine holds the log, and where. */
export type EventStoreOptions = { readonly engine: 'sqlite' } & SqliteOptions;

async function open(options: EventStoreOptions): Promise<EventStore> {
  return SqliteEventStore.open(options);
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

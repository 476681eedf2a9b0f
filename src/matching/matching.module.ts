import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { EventStore } from '../event-store/event-store.js';
import { MatchIndex } from './match-index.js';

export interface MatchingOptions {
  /** Where the index lies; it can be thrown away. */
  readonly dataDir: string;
}

async function open(store: EventStore, { dataDir }: MatchingOptions): Promise<MatchIndex> {
  mkdirSync(dataDir, { recursive: true });
  return MatchIndex.open(store, join(dataDir, 'match-index.db'));
}

/** Provides {@link MatchIndex} everywhere, and keeps it current while the application runs. */
@Module({})
export class MatchingModule implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger(MatchingModule.name);
  private readonly stopped = new AbortController();
  private following: Promise<void> = Promise.resolve();

  constructor(@Inject(MatchIndex) private readonly index: MatchIndex) {}

  static forRoot(options: MatchingOptions): DynamicModule {
    return {
      module: MatchingModule,
      global: true,
      providers: [
        { provide: MatchIndex, useFactory: (store: EventStore) => open(store, options), inject: [EventStore] },
      ],
      exports: [MatchIndex],
    };
  }

  onApplicationBootstrap(): void {
    this.following = this.index.follow(this.stopped.signal).catch((error) => {
      this.logger.error(`the match index stopped after position ${this.index.applied}: ${error.message}`, error.stack);
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped.abort();
    await this.following;
  }

  onApplicationShutdown(): void {
    this.index.close();
  }
}

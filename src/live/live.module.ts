import { type BeforeApplicationShutdown, type DynamicModule, Inject, Module } from '@nestjs/common';
import { EventStore } from '../event-store/event-store.js';
import { FactViews } from '../facts/fact-views.js';
import { factAt } from '../matching/fact-at.js';
import { MatchIndex } from '../matching/match-index.js';
import { FeedPages } from './feed-pages.js';
import { LiveController } from './live.controller.js';
import { LiveService } from './live.service.js';
import { LiveLog } from './live-log.js';
import { HEARTBEAT_MS, MAX_STALL_MS, type ReaderLimits } from './stream-reader.js';

/** The event stream and the feeds. Needs the event store, the match index and views of facts. */
@Module({})
export class LiveModule implements BeforeApplicationShutdown {
  constructor(@Inject(LiveService) private readonly live: LiveService) {}

  static forRoot(limits: ReaderLimits = { heartbeatMs: HEARTBEAT_MS, maxStallMs: MAX_STALL_MS }): DynamicModule {
    return {
      module: LiveModule,
      controllers: [LiveController],
      providers: [
        {
          provide: LiveLog,
          useFactory: (store: EventStore, views: FactViews) => new LiveLog(store, factAt(store, views)),
          inject: [EventStore, FactViews],
        },
        {
          provide: LiveService,
          useFactory: (store: EventStore, index: MatchIndex, log: LiveLog) =>
            new LiveService(store, index, log, limits),
          inject: [EventStore, MatchIndex, LiveLog],
        },
        {
          provide: FeedPages,
          useFactory: (index: MatchIndex, log: LiveLog) => new FeedPages(index, log),
          inject: [MatchIndex, LiveLog],
        },
      ],
    };
  }

  beforeApplicationShutdown(): void {
    this.live.close();
  }
}

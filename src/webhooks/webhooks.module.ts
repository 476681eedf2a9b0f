import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { EventStore } from '../event-store/event-store.js';
import { FactViews } from '../facts/fact-views.js';
import { MatchIndex } from '../matching/match-index.js';
import { type WebhookOptions, WebhookRuntime } from './webhook-runtime.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/** Subscriptions, and their delivery while the application runs. Needs the event store, the match index and views of facts. */
@Module({})
export class WebhooksModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(@Inject(WebhookRuntime) private readonly runtime: WebhookRuntime) {}

  static forRoot(options: WebhookOptions): DynamicModule {
    return {
      module: WebhooksModule,
      controllers: [WebhooksController],
      providers: [
        {
          provide: WebhookRuntime,
          useFactory: (log: EventStore, index: MatchIndex, views: FactViews) =>
            WebhookRuntime.open(log, index, views, options),
          inject: [EventStore, MatchIndex, FactViews],
        },
        {
          provide: WebhooksService,
          useFactory: (runtime: WebhookRuntime) => runtime.service,
          inject: [WebhookRuntime],
        },
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.runtime.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runtime.stop();
  }
}

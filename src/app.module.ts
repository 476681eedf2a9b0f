import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { ArticlesController } from './api/articles.controller.js';
import { CandidatesController } from './api/candidates.controller.js';
import { Clocks } from './api/clocks.js';
import { EntitiesController } from './api/entities.controller.js';
import { FactPages } from './api/fact-pages.js';
import { FactTexts } from './api/fact-texts.js';
import { FactsController } from './api/facts.controller.js';
import { HealthController } from './api/health.controller.js';
import { ItemTexts } from './api/item-texts.js';
import { KeyGuard, readKeys } from './api/keys.js';
import { LogController } from './api/log.controller.js';
import { MarketsController } from './api/markets.controller.js';
import { MetricsController } from './api/metrics.controller.js';
import { ProblemFilter } from './api/problem-filter.js';
import { SchemasController } from './api/schemas.controller.js';
import { StateController } from './api/state.controller.js';
import { StateAnswers } from './api/state-answers.js';
import { StateDiff } from './api/state-diff.js';
import { Timeline } from './api/timeline.js';
import { ArticleDrafts } from './articles/article-drafts.js';
import { ArticleLists } from './articles/article-lists.js';
import { ArticleViews } from './articles/article-views.js';
import { BundledGazetteer } from './articles/bundled-gazetteer.js';
import { Capture } from './articles/capture.js';
import { Erasure } from './articles/erasure.js';
import { Extractor } from './articles/extractor.js';
import { Pages } from './articles/pages.js';
import { REVIEW } from './articles/review-setting.js';
import { RulesExtractor } from './articles/rules-extractor.js';
import { ReadingThreads } from './articles/workers/reading-threads.js';
import type { Config } from './config.js';
import { EntitiesWriter } from './entities/entities-writer.js';
import { EntityRegistry } from './entities/entity-registry.js';
import { Gazetteer } from './entities/gazetteer.js';
import { EventStore } from './event-store/event-store.js';
import { EventStoreModule } from './event-store/event-store.module.js';
import { Corrections } from './facts/corrections.js';
import { FactViewsModule } from './facts/fact-views.module.js';
import { FactsWriter } from './facts/facts-writer.js';
import { LogWriter } from './facts/log-writer.js';
import { LiveModule } from './live/live.module.js';
import { MatchingModule } from './matching/matching.module.js';
import { Projector } from './read-models/projector.js';
import { SearchIndex } from './read-models/search-index.js';
import { CandidateIndex } from './review/candidate-index.js';
import { Candidates } from './review/candidates.js';
import { Decisions } from './review/decisions.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

async function extractorOf({ extractor }: Config, rules: RulesExtractor): Promise<Extractor> {
  if (extractor.name === 'rules') return rules;
  const { LlmExtractor } = await import('./articles/llm/llm-extractor.js');
  return new LlmExtractor(extractor, rules);
}

/** The service, wired for a configuration. */
@Module({})
export class AppModule {
  static async forRoot(config: Config): Promise<DynamicModule> {
    const { dataDir, apiKeysFile } = config;
    const keys = apiKeysFile === undefined ? undefined : readKeys(apiKeysFile);
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    return {
      module: AppModule,
      imports: [
        await EventStoreModule.forRoot({ ...config.eventStore, dataDir }),
        FactViewsModule,
        MatchingModule.forRoot({ dataDir }),
        LiveModule.forRoot(),
        WebhooksModule.forRoot({
          dataDir,
          allowHttp: config.allowHttpWebhooks,
          allowPrivate: config.allowPrivateWebhooks,
          retry: config.webhookRetry,
          registry,
        }),
      ],
      controllers: [
        ArticlesController,
        CandidatesController,
        EntitiesController,
        FactsController,
        HealthController,
        LogController,
        MarketsController,
        MetricsController,
        SchemasController,
        StateController,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        ...(keys ? [{ provide: APP_GUARD, useValue: new KeyGuard(keys) }] : []),
        { provide: Registry, useValue: registry },
        {
          provide: Projector,
          useFactory: (store: EventStore) => Projector.start(store, dataDir),
          inject: [EventStore],
        },
        {
          provide: SearchIndex,
          useFactory: (store: EventStore) => new SearchIndex(store, dataDir),
          inject: [EventStore],
        },
        {
          provide: CandidateIndex,
          useFactory: (store: EventStore) => CandidateIndex.open(store, dataDir),
          inject: [EventStore],
        },
        { provide: REVIEW, useValue: config.review },
        { provide: Gazetteer, useClass: BundledGazetteer },
        {
          provide: Pages,
          useFactory: () =>
            new Pages({ allowHttp: config.allowHttpWebhooks, allowPrivate: config.allowPrivateWebhooks }),
        },
        { provide: ReadingThreads, useFactory: () => new ReadingThreads() },
        {
          provide: Extractor,
          useFactory: (rules: RulesExtractor) => extractorOf(config, rules),
          inject: [RulesExtractor],
        },
        ArticleDrafts,
        ArticleLists,
        ArticleViews,
        Candidates,
        Capture,
        Clocks,
        Corrections,
        Decisions,
        EntitiesWriter,
        EntityRegistry,
        Erasure,
        FactsWriter,
        FactPages,
        FactTexts,
        ItemTexts,
        LogWriter,
        RulesExtractor,
        StateAnswers,
        StateDiff,
        Timeline,
      ],
    };
  }
}

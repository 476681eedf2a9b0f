import type { DataOf } from '../../events/catalogue.js';
import type { ChainedEvent, NewEvent } from '../../events/envelope.js';
import type { Content } from '../event-store/event-store.js';
import { contextOf, type FactView } from '../facts/fact-views.js';
import type { CandidateView } from '../review/candidates.js';
import type { ArticleInput } from './extraction/types.js';

/** Views of what an article was just found to say, from the words at hand: nothing has to be read. */
export class FreshViews {
  private readonly words: ReadonlyMap<string, string>;

  constructor(
    private readonly article: ArticleInput,
    contents: readonly Content[],
  ) {
    this.words = new Map(contents.map(({ sha256, body }) => [sha256, body]));
  }

  /** A fact as it reads right after its capture; without a place in the log in a dry run. */
  fact(event: NewEvent | ChainedEvent): FactView {
    const { id, type, schemaVersion, data, meta } = event;
    const { article, evidence, ...rest } = meta;
    const [position, recordedAt] = 'position' in event ? [event.position, event.recordedAt] : [null, null];
    const exact = evidence && this.words.get(evidence.sha256);
    return {
      id,
      type,
      schemaVersion,
      position,
      recordedAt,
      data: { ...data },
      meta: {
        ...rest,
        article: { ...article, title: this.article.title },
        evidence: { exact, ...contextOf(this.article.text, evidence), ...evidence },
      },
      status: 'current',
    };
  }

  candidate(event: ChainedEvent): CandidateView {
    const { factType, data } = event.data as DataOf<'CandidateProposed'>;
    return { ...this.fact(event), type: factType, data, status: 'held', decision: null };
  }
}

import { Injectable } from '@nestjs/common';
import { checkData } from '../../events/validate.js';
import { ArticleViews } from '../articles/article-views.js';
import { EntityRegistry } from '../entities/entity-registry.js';
import { invalid, tooLarge } from '../problem.js';
import { Projector } from '../read-models/projector.js';
import {
  type ArticleFacts,
  correlated,
  type DraftedFact,
  factOfArticle,
  factOfSource,
  type Span,
} from './fact-events.js';
import { type FactView, FactViews } from './fact-views.js';
import { bytesOf, LogWriter, MAX_APPEND } from './log-writer.js';
import { FieldErrors, readSubmittedFact, type SubmittedFact } from './submitted-fact.js';

/** Facts of one request at most. */
const MAX_FACTS = 1000;

export interface Recorded {
  readonly position: number;
  readonly facts: readonly FactView[];
  /** Whether anything was appended. */
  readonly created: boolean;
}

/** Records facts that a person or another program has structured. */
@Injectable()
export class FactsWriter {
  constructor(
    private readonly log: LogWriter,
    private readonly projector: Projector,
    private readonly registry: EntityRegistry,
    private readonly articles: ArticleViews,
    private readonly views: FactViews,
  ) {}

  /** Validates all, then appends the facts of each source at once, in order; what is there already stays as it is. */
  async record(body: unknown, actor?: string): Promise<Recorded> {
    const submitted = read(body);
    const drafts: DraftedFact[] = [];
    const errors = new FieldErrors();
    for (const [i, fact] of submitted.entries())
      drafts.push(await this.draft(fact, Array.isArray(body) ? `[${i}].` : '', errors, actor));
    if (errors.found.length > 0) throw invalid(`${summary(errors)}`, errors.found);
    const bySource = groups(drafts);
    for (const group of bySource.values()) assertSize(group);
    const appended = await Promise.all([...bySource].map(([streamId, group]) => this.append(streamId, group)));
    return this.answer(drafts, appended.some(Boolean));
  }

  private async draft(
    fact: SubmittedFact,
    prefix: string,
    errors: FieldErrors,
    actor: string | undefined,
  ): Promise<DraftedFact> {
    const data = this.registry.resolveData(fact.type, fact.data);
    for (const { field, problem } of checkData(fact.type, data))
      errors.add(`${prefix}data.${field}`, `${problem}, once names are resolved to ids`);
    const told = { fact: { ...fact, data }, ...(actor !== undefined && { actor }) };
    const id = fact.source?.id;
    if (id === undefined) return factOfSource(told);
    const article = await this.articles.facts(id);
    if (article === undefined) {
      errors.add(`${prefix}meta.article.id`, `no article ${id} was captured`);
      return factOfSource(told);
    }
    const span = await this.locate(fact, article, prefix, errors);
    return factOfArticle({ ...told, ...(span && { span }) }, article);
  }

  private async locate(
    { quote }: SubmittedFact,
    { id }: ArticleFacts,
    prefix: string,
    errors: FieldErrors,
  ): Promise<Span | undefined> {
    if (quote === undefined) return undefined;
    const text = await this.articles.text(id);
    const start = text?.indexOf(quote) ?? -1;
    if (start >= 0) return { start, end: start + quote.length };
    return errors.add(
      `${prefix}meta.evidence.exact`,
      text === undefined ? 'cannot be checked: the text of the article was erased' : 'does not stand in the text',
    );
  }

  private async append(streamId: string, group: readonly DraftedFact[]): Promise<boolean> {
    const result = await this.log.append(streamId, async () => {
      const missing = group.filter(({ event }) => this.projector.index.fact(event.id) === undefined);
      return {
        events: correlated(missing.map(({ event }) => event)),
        contents: missing.flatMap((fact) => fact.contents),
      };
    });
    return result !== undefined;
  }

  private async answer(drafts: readonly DraftedFact[], created: boolean): Promise<Recorded> {
    const { index } = this.projector;
    const knowledge = { knownAt: Number.MAX_SAFE_INTEGER, position: index.position };
    const readings = drafts
      .map(({ event }) => index.reading(event.id, knowledge))
      .filter((reading) => reading !== undefined);
    const position = Math.max(...readings.map(({ first }) => first.position));
    return { position, facts: await this.views.all(readings), created };
  }
}

function read(body: unknown): SubmittedFact[] {
  const list = Array.isArray(body) ? body : [body];
  if (list.length === 0) throw invalid('the list is empty: give 1 to 1,000 facts');
  if (list.length > MAX_FACTS) throw invalid(`there are ${list.length} facts: give at most ${MAX_FACTS}`);
  const errors = new FieldErrors();
  const facts = list.map((fact, i) => readSubmittedFact(fact, Array.isArray(body) ? `[${i}]` : '', errors));
  if (errors.found.length > 0) throw invalid(summary(errors), errors.found);
  return facts as SubmittedFact[];
}

function summary({ found }: FieldErrors): string {
  const [first] = found;
  const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
  return first === undefined ? '' : `${first.field}: ${first.problem}${more}`;
}

function groups(drafts: readonly DraftedFact[]): Map<string, DraftedFact[]> {
  const bySource = new Map<string, DraftedFact[]>();
  const seen = new Set<string>();
  for (const draft of drafts) {
    if (seen.has(draft.event.id)) continue;
    seen.add(draft.event.id);
    bySource.set(draft.streamId, [...(bySource.get(draft.streamId) ?? []), draft]);
  }
  return bySource;
}

function assertSize(group: readonly DraftedFact[]): void {
  const size = bytesOf(group.map(({ event }) => event));
  if (size > MAX_APPEND)
    throw tooLarge(`the facts of one source come to ${size} bytes, and ${MAX_APPEND} go into one append: send fewer`);
}

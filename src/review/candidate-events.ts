import { type DataOf, type FactType, factTypes } from '../../events/catalogue.js';
import type { ChainedEvent } from '../../events/envelope.js';
import { entityFieldsOf } from '../../events/fields.js';
import { type ArticleFacts, bookkeeping, type DraftedFact, factOfArticle } from '../facts/fact-events.js';

/** The payload of an `EntityDescribed`, as far as this module reads it. */
export interface Description {
  readonly entity: string;
  readonly partOf?: string;
}

/** A fact held for a person, with the descriptions that are recorded once it is accepted. Its id follows from the fact's. */
export function candidateOf({ event, ...draft }: DraftedFact, descriptions: readonly Description[]): DraftedFact {
  const named = describedIn(event.type as FactType, { ...event.data }, descriptions);
  const describes = named.map((description) => ({ ...description }));
  const data = { factType: event.type, data: { ...event.data }, ...(describes.length > 0 && { describes }) };
  return { ...draft, event: bookkeeping('CandidateProposed', data, event.id, event.meta) };
}

/** The fact that a candidate becomes, with the data it is taken with; its id is what it would be had it never been held. */
export function factOfCandidate(
  { id, data: { factType }, meta }: ChainedEvent<'CandidateProposed'>,
  data: object,
  quote: string,
  actor: string | undefined,
): DraftedFact {
  const { publishedAt, article, evidence, attributedTo, extractor, confidence } = meta;
  const fact = {
    type: factType as FactType,
    data: data as DataOf<FactType>,
    publishedAt: publishedAt as string,
    quote,
    ...(attributedTo !== undefined && { attributedTo }),
  };
  const told = {
    fact,
    span: { start: evidence?.start as number, end: evidence?.end as number },
    ...(extractor && { extractor }),
    ...(confidence !== undefined && { confidence }),
    ...(actor !== undefined && { actor }),
  };
  const drafted = factOfArticle(told, article as ArticleFacts);
  return { ...drafted, event: { ...drafted.event, meta: { ...drafted.event.meta, causationId: id } } };
}

/** Of some descriptions those of the entities that a payload names, and of what these are part of. */
export function describedIn<T extends Description>(
  type: FactType,
  data: Readonly<Record<string, unknown>>,
  descriptions: readonly T[],
): T[] {
  const byId = new Map(descriptions.map((description) => [description.entity, description]));
  const wanted = new Set<T>();
  const want = (id: string | undefined): void => {
    const description = id === undefined ? undefined : byId.get(id);
    if (description === undefined || wanted.has(description)) return;
    wanted.add(description);
    want(description.partOf);
  };
  for (const field of entityFieldsOf(factTypes[type])) for (const id of [data[field] ?? []].flat()) want(String(id));
  return [...wanted];
}

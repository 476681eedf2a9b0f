import { factTypes } from '../../../events/catalogue.js';
import type { EntityKind } from '../../../events/entity-described.js';
import { entityFieldsOf } from '../../../events/fields.js';
import { validateData } from '../../../events/validate.js';
import type { GazetteerEntity } from '../gazetteer/gazetteer.js';
import { ArticleDocument } from './language/document.js';
import { readSentence, sourceName } from './reading.js';
import type { Candidate } from './rules/rule.js';
import type { ArticleInput, DescribedEntity, ExtractedFact, Extraction, NameResolver } from './types.js';

export const RULES_VERSION = '2.0.0';

const MAX_FACTS = 2000;

const bounded = (data: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(data).map(([k, v]) => [
      k,
      typeof v === 'string' ? v.trim().slice(0, 500).trim() : Array.isArray(v) ? [...new Set(v)].slice(0, 100) : v,
    ]),
  );

/** Reads the facts of an article by rules, offline. Every fact's quote is a verbatim span of `article.text`. */
export function extractFacts(article: ArticleInput, resolve?: NameResolver): Extraction {
  const document = new ArticleDocument(article);
  const facts: ExtractedFact[] = [];
  const seen = new Set<string>();
  for (const sentence of document.sentences) {
    if (facts.length >= MAX_FACTS) break;
    const attributedTo = sourceName(sentence);
    for (const candidate of readSentence(sentence)) {
      const data = resolved(candidate, bounded(candidate.data), document, resolve);
      const key = JSON.stringify([candidate.type, data, sentence.start]);
      if (seen.has(key) || !validateData(candidate.type, data).ok) continue;
      seen.add(key);
      facts.push({
        type: candidate.type,
        data,
        evidence: { exact: article.text.slice(sentence.start, sentence.end), start: sentence.start, end: sentence.end },
        ...(attributedTo ? { attributedTo } : {}),
        extractor: { name: 'rules', version: RULES_VERSION, confidence: candidate.confidence },
      });
    }
  }
  return { facts, entities: entitiesOf(facts, document) };
}

/** Ids that the log gave to these names win over ours. */
function resolved(
  candidate: Candidate,
  data: Record<string, unknown>,
  document: ArticleDocument,
  resolve: NameResolver | undefined,
): Record<string, unknown> {
  if (!resolve) return data;
  const nameOf = (id: string): string => document.mentions.find((m) => m.id === id)?.name ?? id;
  const one = (id: string): string => resolve(id) ?? resolve(nameOf(id)) ?? id;
  const next = { ...data };
  for (const field of entityFieldsOf(factTypes[candidate.type] as new () => object)) {
    const value = next[field];
    if (typeof value === 'string') next[field] = one(value);
    else if (Array.isArray(value)) next[field] = [...new Set(value.map((v) => one(String(v))))];
  }
  return next;
}

function entitiesOf(facts: readonly ExtractedFact[], document: ArticleDocument): DescribedEntity[] {
  const found = new Map<string, DescribedEntity>();
  const mentions = new Map(document.mentions.map((m) => [m.id, m]));
  const add = (id: string, kind: EntityKind = 'market'): void => {
    if (found.has(id)) return;
    const known: GazetteerEntity | undefined = document.names.byId.get(id) ?? mentions.get(id)?.entity;
    const mention = mentions.get(id);
    if (known) {
      const { kind, name, aliases, partOf, wikidata } = known;
      found.set(id, {
        id,
        kind,
        name,
        aliases: [...aliases],
        ...(partOf ? { partOf } : {}),
        ...(wikidata ? { wikidata } : {}),
      });
      if (partOf) add(partOf);
    } else
      found.set(id, {
        id,
        kind: mention?.kind ?? kind,
        name: mention?.name ?? id.replaceAll('-', ' '),
        aliases: [],
      });
  };
  for (const fact of facts)
    for (const field of entityFieldsOf(factTypes[fact.type] as new () => object)) {
      const value = fact.data[field];
      for (const id of Array.isArray(value) ? value : value === undefined ? [] : [value])
        add(String(id), field === 'authority' ? 'organisation' : 'market');
    }
  return [...found.values()];
}

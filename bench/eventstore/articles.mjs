import { createHash } from 'node:crypto';
import { articleOf } from '../lib/facts.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

const quoteOf = (n, { type, data }) =>
  `By the report of the day, item ${n} tells of a ${type}: ${JSON.stringify(Object.values(data)).slice(0, 100)}.`;

/** An append of `size` facts of the n-th article, each with the sentence that it was read from. */
export function quotedArticle(n, size) {
  const { stream, events } = articleOf(n, size);
  const contents = events.map((event, i) => {
    const body = quoteOf(n * size + i, event);
    return { sha256: sha256(body), body };
  });
  return {
    stream,
    contents,
    events: events.map((event, i) => ({
      ...event,
      meta: { ...event.meta, evidence: { ...event.meta.evidence, sha256: contents[i].sha256 } },
    })),
  };
}

export const quotedArticles = (count, size) => Array.from({ length: count }, (_, n) => quotedArticle(n, size));

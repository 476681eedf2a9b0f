import { createHash } from 'node:crypto';
import { factTypes, fixtures } from '../../dist/events/catalogue.js';

const types = Object.keys(factTypes);
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** The n-th of an endless row of facts, no two alike, of every type in turn. */
export function factData(n) {
  const type = types[n % types.length];
  return { type, data: { ...fixtures[type], when: `${1900 + (n % 200)}-${String(1 + (n % 12)).padStart(2, '0')}` } };
}

/** The source of the facts of one article, and who reads them from it. */
export const sourceOf = (n) => ({
  publishedAt: '2025-02-25T09:00:00.000Z',
  article: { id: sha256(`article ${n}`), publisher: 'Example Wire', url: `https://news.example/articles/${n}` },
  extractor: { name: 'rules', version: '1.0.0' },
});

/** The n-th fact as the log takes it, extracted from an article. */
export function factEvent(n, source = sourceOf(n)) {
  const { type, data } = factData(n);
  const hash = sha256(`fact ${n}`);
  const id = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return {
    id,
    type,
    schemaVersion: 1,
    data,
    meta: {
      ...source,
      evidence: { start: n % 4_000, end: (n % 4_000) + 90, sha256: hash },
      attributedTo: 'Example Times',
      confidence: 0.8,
      actor: 'bench',
      correlationId: id,
    },
  };
}

/** An append of `size` facts of the n-th article, which share their source. */
export function articleOf(n, size) {
  const source = sourceOf(n);
  return {
    stream: `article-${source.article.id}`,
    events: Array.from({ length: size }, (_, i) => factEvent(n * size + i, source)),
  };
}

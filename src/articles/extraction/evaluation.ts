import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FactType } from '../../../events/catalogue.js';
import { parseEdtf } from '../../../events/edtf.js';
import { slug } from '../../../events/text.js';
import type { FileGazetteer } from '../gazetteer.js';
import { extractFacts } from './extract-facts.js';
import type { ArticleInput, ExtractedFact } from './types.js';

interface Annotated extends ArticleInput {
  readonly facts?: readonly { readonly type: FactType; readonly quote: string; readonly data: Fields }[];
}
type Fields = Readonly<Record<string, unknown>>;

/** The fields of each type that must be right for a fact to count as exact. */
const KEY_FIELDS: Readonly<Record<FactType, readonly string[]>> = {
  SanctionImposed: ['authority', 'targets', 'measure', 'when', 'modality'],
  SanctionLifted: ['authority', 'targets', 'measure', 'when', 'modality'],
  GuidanceIssued: ['authority', 'addressees', 'modality'],
  ProductAnnounced: ['company', 'product', 'when', 'modality'],
  ProductLaunched: ['company', 'product', 'when', 'modality'],
  ProductDiscontinued: ['company', 'product', 'when', 'modality'],
  SalesReported: ['seller', 'product', 'metric', 'value', 'unit', 'when', 'modality'],
  MarketPositionReported: ['company', 'share', 'rank', 'when'],
  InvestmentMade: ['investors', 'recipient', 'value', 'unit', 'modality'],
  AcquisitionAgreed: ['acquirer', 'target', 'value', 'unit'],
  PartnershipFormed: ['parties', 'when', 'modality'],
  PartnershipEnded: ['parties', 'when'],
  ProductAdopted: ['adopter', 'product', 'vendor', 'modality'],
  ProductDropped: ['adopter', 'product', 'vendor'],
  SupplyConstrained: ['company', 'product'],
  SupplyRestored: ['company', 'product'],
  ShortcomingReported: ['subject'],
  ComparisonReported: ['subject', 'comparator', 'dimension', 'relation', 'factor'],
  ForecastMade: ['forecaster', 'subject', 'value', 'when'],
  StatementMade: ['speaker'],
};

const DAY = 86_400_000;

function spanOf(when: string): [start: number, end: number] {
  const time = parseEdtf(when);
  if (time === undefined) return [Number.NaN, Number.NaN];
  const [from, to] = time.kind === 'date' ? [time.date, time.date] : [time.from, time.to];
  return [typeof from === 'object' ? from.start : -Infinity, typeof to === 'object' ? to.end + 1 : Infinity];
}

function sameWhen(a: string, b: string): boolean {
  const tolerance = /~/.test(a + b) ? 31 * DAY : DAY;
  const near = (x: number, y: number) => x === y || Math.abs(x - y) <= tolerance;
  const [p, q] = [spanOf(a), spanOf(b)];
  return near(p[0], q[0]) && near(p[1], q[1]);
}

function same(field: string, gold: unknown, predicted: unknown): boolean {
  if (field === 'when' && (gold ?? null) === null) return (predicted ?? null) === null;
  if (gold === undefined || gold === null) return true;
  if (predicted === undefined || predicted === null) return false;
  if (field === 'when') return sameWhen(String(gold), String(predicted));
  if (typeof gold === 'number') return Math.abs(gold - Number(predicted)) <= 0.01 * Math.abs(gold);
  if (Array.isArray(gold)) {
    const [g, p] = [new Set(gold.map(String).map(slug)), new Set([predicted].flat().map(String).map(slug))];
    return g.size === p.size && [...g].every((value) => p.has(value));
  }
  return slug(String(gold)) === slug(String(predicted));
}

interface Counts {
  gold: number;
  predicted: number;
  found: number;
  typed: number;
  exact: number;
}

interface Pair {
  readonly gold: number;
  readonly predicted: number;
  readonly sameType: boolean;
  readonly fields: number;
  readonly overlap: number;
}

function pairsOf(text: string, gold: NonNullable<Annotated['facts']>, predicted: readonly ExtractedFact[]): Pair[] {
  const pairs: Pair[] = [];
  gold.forEach((g, i) => {
    const start = text.indexOf(g.quote);
    const end = start + g.quote.length;
    predicted.forEach((p, j) => {
      const from = text.indexOf(p.evidence.exact);
      const to = from + p.evidence.exact.length;
      const overlap = Math.min(end, to) - Math.max(start, from);
      if (overlap < Math.min(end - start, to - from) / 2) return;
      const fields = KEY_FIELDS[g.type].filter((field) => same(field, g.data[field], p.data[field])).length;
      pairs.push({ gold: i, predicted: j, sameType: g.type === p.type, fields, overlap });
    });
  });
  return pairs.sort((a, b) => Number(b.sameType) - Number(a.sameType) || b.fields - a.fields || b.overlap - a.overlap);
}

/** Scores, and what was missed or wrong. */
export interface Report {
  readonly total: Counts;
  readonly typedF1: number;
  readonly typedPrecision: number;
  readonly exactF1: number;
  readonly byType: Readonly<Record<string, Counts>>;
  readonly byField: Readonly<Record<string, { readonly asked: number; readonly right: number }>>;
  readonly lines: readonly string[];
  readonly misses: readonly string[];
}

const empty = (): Counts => ({ gold: 0, predicted: 0, found: 0, typed: 0, exact: 0 });
const f1 = (right: number, { gold, predicted }: Counts): number =>
  gold + predicted === 0 ? 0 : (2 * right) / (gold + predicted);

/** Scores the rules on every annotated article of a folder. */
export function evaluateFolder(folder: string, gazetteer: FileGazetteer): Report {
  const total = empty();
  const byType: Record<string, Counts> = {};
  const byField: Record<string, { asked: number; right: number }> = {};
  const misses: string[] = [];
  const countsOf = (type: string) => {
    byType[type] ??= empty();
    return byType[type];
  };
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const article = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Annotated;
    if (!article.facts) continue;
    const predicted = extractFacts(article, gazetteer).facts;
    score(article, predicted);
    function score({ text, facts = [] }: Annotated, found: readonly ExtractedFact[]): void {
      const [usedGold, usedPredicted] = [new Set<number>(), new Set<number>()];
      for (const counts of [total]) {
        counts.gold += facts.length;
        counts.predicted += found.length;
      }
      for (const { type } of facts) countsOf(type).gold++;
      for (const { type } of found) countsOf(type).predicted++;
      for (const pair of pairsOf(text, facts, found)) {
        if (usedGold.has(pair.gold) || usedPredicted.has(pair.predicted)) continue;
        usedGold.add(pair.gold);
        usedPredicted.add(pair.predicted);
        total.found++;
        const [g, p] = [facts[pair.gold], found[pair.predicted]];
        if (!pair.sameType || !g || !p) continue;
        const keys = KEY_FIELDS[g.type];
        const exact = pair.fields === keys.length;
        for (const field of keys) {
          byField[field] ??= { asked: 0, right: 0 };
          byField[field].asked++;
          if (same(field, g.data[field], p.data[field])) byField[field].right++;
          else
            misses.push(
              `${file}: ${g.type}.${field}: ${JSON.stringify(p.data[field])}, not ${JSON.stringify(g.data[field])}: ${g.quote}`,
            );
        }
        for (const counts of [total, countsOf(g.type)]) {
          counts.typed++;
          if (exact) counts.exact++;
        }
      }
      facts.forEach(({ type, quote }, i) => {
        if (!usedGold.has(i)) misses.push(`${file}: missed ${type}: ${quote}`);
      });
      found.forEach(({ type, evidence }, i) => {
        if (!usedPredicted.has(i)) misses.push(`${file}: not there: ${type}: ${evidence.exact}`);
      });
    }
  }
  return reportOf(total, byType, byField, misses);
}

function reportOf(
  total: Counts,
  byType: Record<string, Counts>,
  byField: Record<string, { asked: number; right: number }>,
  misses: readonly string[],
): Report {
  const typedF1 = f1(total.typed, total);
  const typedPrecision = total.predicted === 0 ? 0 : total.typed / total.predicted;
  const exactF1 = f1(total.exact, total);
  const row = (name: string, c: Counts) =>
    `${name.padEnd(24)} gold ${c.gold} predicted ${c.predicted} typed ${c.typed} exact ${c.exact} F1 ${f1(c.typed, c).toFixed(3)}`;
  const lines = [
    `typed F1 ${typedF1.toFixed(3)}, typed precision ${typedPrecision.toFixed(3)}, exact F1 ${exactF1.toFixed(3)}`,
    row('all', total),
    ...Object.entries(byType)
      .sort()
      .map(([type, counts]) => row(type, counts)),
    ...Object.entries(byField).map(([field, { asked, right }]) => `${field.padEnd(24)} ${right} of ${asked} right`),
  ];
  return { total, typedF1, typedPrecision, exactF1, byType, byField, lines, misses };
}

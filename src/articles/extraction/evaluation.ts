import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_FIELDS, same } from './evaluation-fields.js';
import { extractFacts } from './extract-facts.js';
import type { ArticleInput, ExtractedFact, TextSpan } from './types.js';

interface GoldFact {
  type: string;
  quote: string;
  data: Record<string, unknown>;
}
type AnnotatedArticle = ArticleInput & { facts: GoldFact[] };
export interface Score {
  precision: number;
  recall: number;
  f1: number;
}
export interface TypeCounts {
  gold: number;
  predicted: number;
  typed: number;
  exact: number;
}
export interface EvaluationReport {
  articles: number;
  gold: number;
  predicted: number;
  quotesNotInText: number;
  /** Spans matched, whatever the type. */
  found: Score;
  /** Spans matched with the right type. */
  typed: Score;
  /** Typed, and every key field right. */
  exact: Score;
  /** Of the key fields of typed matches, the share that is right. */
  fields: number;
  byType: Record<string, TypeCounts>;
  byField: Record<string, { n: number; right: number }>;
  misses: string[];
}
export type Extract = (article: ArticleInput) => Promise<readonly ExtractedFact[]> | readonly ExtractedFact[];

class Tally {
  gold = 0;
  predicted = 0;
  found = 0;
  typed = 0;
  exact = 0;
  fields = 0;
  fieldsRight = 0;
  badQuotes = 0;
  readonly byType: Record<string, TypeCounts> = {};
  readonly byField: Record<string, { n: number; right: number }> = {};
  readonly misses: string[] = [];

  type(name: string): TypeCounts {
    this.byType[name] ??= { gold: 0, predicted: 0, typed: 0, exact: 0 };
    return this.byType[name];
  }

  field(name: string, right: boolean): void {
    this.byField[name] ??= { n: 0, right: 0 };
    this.byField[name].n++;
    this.fields++;
    if (right) {
      this.byField[name].right++;
      this.fieldsRight++;
    }
  }

  score(hits: number): Score {
    const precision = hits / (this.predicted || 1);
    const recall = hits / (this.gold || 1);
    return { precision, recall, f1: precision + recall ? (2 * precision * recall) / (precision + recall) : 0 };
  }
}

interface Pair {
  gold: number;
  predicted: number;
  sameType: boolean;
  fields: number;
  overlap: number;
}
type Located = TextSpan & { type: string; quote: string; data: Record<string, unknown> };

const locate = (text: string, { type, quote, data }: GoldFact): Located => {
  const start = quote ? text.indexOf(quote) : -1;
  return { type, quote, data, start, end: start + quote.length };
};

function pairsOf(gold: readonly Located[], predicted: readonly Located[]): Pair[] {
  const pairs: Pair[] = [];
  for (const [i, g] of gold.entries())
    for (const [j, p] of predicted.entries()) {
      const overlap = Math.min(g.end, p.end) - Math.max(g.start, p.start);
      if (p.start < 0 || overlap < Math.min(g.end - g.start, p.end - p.start) / 2) continue;
      const fields = (KEY_FIELDS[g.type] ?? []).filter((f) => same(f, g.data[f], p.data[f])).length;
      pairs.push({ gold: i, predicted: j, sameType: g.type === p.type, fields, overlap });
    }
  return pairs.sort((a, b) => Number(b.sameType) - Number(a.sameType) || b.fields - a.fields || b.overlap - a.overlap);
}

function scoreMatch(tally: Tally, file: string, g: Located, p: Located): void {
  tally.found++;
  if (g.type !== p.type) {
    tally.misses.push(`${file}: type  ${g.type} read as ${p.type}: ${g.quote}`);
    return;
  }
  tally.typed++;
  tally.type(g.type).typed++;
  const wrong: string[] = [];
  for (const field of KEY_FIELDS[g.type] ?? []) {
    if (g.data[field] === undefined || g.data[field] === null) continue;
    const right = same(field, g.data[field], p.data[field]);
    tally.field(field, right);
    if (!right) wrong.push(`${field}: ${JSON.stringify(g.data[field])} read as ${JSON.stringify(p.data[field])}`);
  }
  if (wrong.length > 0) {
    tally.misses.push(`${file}: field ${g.type} ${wrong.join('; ')}`);
    return;
  }
  tally.exact++;
  tally.type(g.type).exact++;
}

function scoreArticle(tally: Tally, file: string, article: AnnotatedArticle, facts: readonly ExtractedFact[]): void {
  const predicted = facts.map((f) => locate(article.text, { type: f.type, quote: f.evidence.exact, data: f.data }));
  const gold = article.facts.map((f) => locate(article.text, f));
  tally.badQuotes += predicted.filter((p) => p.start < 0).length;
  const [usedGold, usedPredicted] = [new Set<number>(), new Set<number>()];
  for (const pair of pairsOf(gold, predicted)) {
    if (usedGold.has(pair.gold) || usedPredicted.has(pair.predicted)) continue;
    usedGold.add(pair.gold);
    usedPredicted.add(pair.predicted);
    scoreMatch(tally, file, gold[pair.gold]!, predicted[pair.predicted]!);
  }
  for (const [i, g] of gold.entries()) {
    tally.gold++;
    tally.type(g.type).gold++;
    if (!usedGold.has(i)) tally.misses.push(`${file}: missed ${g.type}: ${g.quote}`);
  }
  for (const [j, p] of predicted.entries()) {
    tally.predicted++;
    tally.type(p.type).predicted++;
    if (!usedPredicted.has(j)) tally.misses.push(`${file}: extra ${p.type}: ${p.quote}`);
  }
}

/** Scores an extractor on the annotated articles (`*.json`) of a folder; throws where a file is no JSON. */
export async function evaluateFolder(
  folder: string,
  extract: Extract = (article) => extractFacts(article).facts,
  only: (file: string) => boolean = () => true,
): Promise<EvaluationReport> {
  const tally = new Tally();
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.json') && only(file))
    .sort();
  for (const file of files) {
    const article = JSON.parse(readFileSync(join(folder, file), 'utf8')) as AnnotatedArticle;
    if (Array.isArray(article.facts)) scoreArticle(tally, file, article, await extract(article));
  }
  return {
    articles: files.length,
    gold: tally.gold,
    predicted: tally.predicted,
    quotesNotInText: tally.badQuotes,
    found: tally.score(tally.found),
    typed: tally.score(tally.typed),
    exact: tally.score(tally.exact),
    fields: tally.fields ? tally.fieldsRight / tally.fields : 0,
    byType: tally.byType,
    byField: tally.byField,
    misses: tally.misses,
  };
}

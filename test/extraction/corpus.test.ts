import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EventType, factTypes } from '../../events/catalogue.js';
import { validateData } from '../../events/validate.js';

interface AnnotatedFact {
  readonly type: string;
  readonly quote: string;
  readonly data: Record<string, unknown>;
  readonly attributedTo?: string;
}

interface AnnotatedArticle {
  readonly title: string;
  readonly publisher: string;
  readonly publishedAt: string;
  readonly text: string;
  readonly facts: readonly AnnotatedFact[];
}

const FOLDERS = ['develop', 'unseen'];

const articles = FOLDERS.flatMap((folder) => {
  const path = join(import.meta.dirname, folder);
  return readdirSync(path).map((name) => ({
    name: `${folder}/${name}`,
    article: JSON.parse(readFileSync(join(path, name), 'utf8')) as AnnotatedArticle,
  }));
});

const typesOf = (prefix: string): Set<string> =>
  new Set(articles.filter(({ name }) => name.startsWith(prefix)).flatMap((a) => a.article.facts.map((f) => f.type)));

const occurrences = (text: string, quote: string): number => text.split(quote).length - 1;

describe.each(articles)('$name', ({ article }) => {
  it('names its source and the instant of its publication', () => {
    expect(article.title).toBeTruthy();
    expect(article.publisher).toBeTruthy();
    expect(new Date(article.publishedAt).toISOString()).toBe(article.publishedAt.replace('Z', '.000Z'));
  });

  it('quotes words that stand in its text exactly once', () => {
    const astray = article.facts.map(({ quote }) => quote).filter((quote) => occurrences(article.text, quote) !== 1);
    expect(astray).toEqual([]);
  });

  it('has payloads that the classes of their types accept as they are', () => {
    const refused = article.facts.flatMap(({ type, data, quote }) => {
      const checked = validateData(type as EventType, data);
      return checked.ok ? [] : [{ type, quote, errors: checked.errors }];
    });
    expect(refused).toEqual([]);
  });

  it('tells each fact once', () => {
    const told = article.facts.map(({ type, quote, data }) => JSON.stringify([type, quote, data]));
    expect(new Set(told).size).toBe(told.length);
  });

  it('has forecasts that are expected or denied', () => {
    const forecasts = article.facts.filter(({ type }) => type === 'ForecastMade');
    expect(forecasts.filter(({ data }) => data.modality === 'asserted')).toEqual([]);
  });
});

it.each(FOLDERS)('%s has facts of every type of the catalogue, and of no other', (folder) => {
  expect([...typesOf(`${folder}/`)].sort()).toEqual(Object.keys(factTypes).sort());
});

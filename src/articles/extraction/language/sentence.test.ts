import { describe, expect, it } from 'vitest';
import { ArticleDocument } from './document.js';
import type { NounPhrase } from './phrases.js';

const parse = (text: string) => {
  const { sentences } = new ArticleDocument({ title: '', text, publishedAt: '2026-01-20T09:00:00Z' });
  const words = (np: NounPhrase | undefined): string | undefined => np && text.slice(np.start, np.end);
  return sentences.flatMap((sentence) =>
    sentence.clauses.map(({ verb, subject, objects, complements }) => ({
      verb: [...verb.chain, verb.lemma].join(' '),
      passive: verb.passive,
      subject: words(subject),
      objects: objects.map(words),
      complements: complements.map((np) => `${np.prep} ${words(np)}`),
      firms: sentence.who.firms(subject).map((m) => m.id),
    })),
  );
};

describe('clauses', () => {
  it('have a subject, objects and complements', () => {
    expect(parse('Nordex sold 200 turbines to RWE in May.')).toMatchObject([
      { verb: 'sell', subject: 'Nordex', objects: ['200 turbines'], complements: ['to RWE'] },
    ]);
  });

  it('tell passives by their auxiliary', () => {
    expect(parse('Covestro was bought by Adnoc.')).toMatchObject([
      { verb: 'buy', passive: true, subject: 'Covestro', complements: ['by Adnoc'] },
    ]);
  });

  it('share a subject where they are joined', () => {
    expect(parse('Airbus delivered 60 jets and opened a plant.')).toMatchObject([
      { verb: 'deliver', subject: 'Airbus' },
      { verb: 'open', subject: 'Airbus', objects: ['a plant'] },
    ]);
  });

  it('find the subject over a relative clause and an apposition', () => {
    expect(parse('Boeing, which makes jets, won an order.')).toMatchObject([
      { verb: 'make', subject: 'Boeing' },
      { verb: 'win', subject: 'Boeing' },
    ]);
    expect(parse('Vestas, the Danish turbine maker, won an order.').at(-1)).toMatchObject({
      verb: 'win',
      subject: 'Vestas',
    });
  });

  it('take the head of a chain of phrases for the subject', () => {
    expect(parse('Sales of the drug in Europe rose.')).toMatchObject([{ verb: 'rise', subject: 'Sales' }]);
  });

  it('read governing verbs as one with what they govern', () => {
    expect(parse('Eni plans to build a plant.')).toMatchObject([
      { verb: 'plan build', subject: 'Eni', objects: ['a plant'] },
    ]);
    expect(parse('Eni agreed in May to buy Neptune.')).toMatchObject([
      { verb: 'agree' },
      { verb: 'agree buy', subject: 'Eni' },
    ]);
  });

  it('list those who act together', () => {
    expect(parse('Meta, xAI and OpenAI are building data centres.')[0]?.firms).toEqual(['meta', 'xai', 'openai']);
  });
});

describe('referents', () => {
  it.each([
    ['Nordex had a good year. It sold more.', 'nordex'],
    ['Nordex had a good year. The company sold more.', 'nordex'],
    ['Moderna met Tesla. The drugmaker sold more.', 'moderna'],
    ['Vestas met GE Vernova. The Danish company sold more.', 'vestas'],
    ['Bolo, a Polish retailer, met Tesla. The retailer sold more.', 'bolo'],
    ['Zylotec AG met nobody. Zylotec sold more.', 'zylotec'],
  ])('%s', (text, id) => {
    expect(parse(text).at(-1)?.firms).toEqual([id]);
  });
});

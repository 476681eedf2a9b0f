import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateData } from '../events/validate.js';
import { readArticle } from '../src/articles/submitted-article.js';
import { ReadingThreads } from '../src/articles/workers/reading-threads.js';
import { Problem } from '../src/problem.js';
import { ServeProcess } from './support/cli.js';

const KIB = 1024;
/** The deadline of the service, ms: nothing may come near it, and a pattern that backtracks takes minutes. */
const STALL_MS = 15_000;

let threads: ReadingThreads;
beforeAll(async () => {
  const worker = pathToFileURL(resolve('dist/src/articles/workers/reading-worker.js'));
  threads = new ReadingThreads({ worker, deadlineMs: STALL_MS });
  await Promise.all([read({ text: 'Warm.' }), read({ html: '<p>Warm.</p>' }), read({ text: 'Warm too.' })]);
});
afterAll(() => threads.onModuleDestroy());

/** Reads what was posted as the service does; undefined where that is refused in words. */
async function read(words: { text: string } | { html: string }) {
  const body = { title: 'T', publishedAt: '2025-02-26T09:00:00Z', ...words };
  try {
    const article = await readArticle(body, (html) => threads.page(html));
    return { article, ...(await threads.facts(article)) };
  } catch (error) {
    if (!(error instanceof Problem) || ![413, 422].includes(error.status)) throw error;
    expect(error.message).not.toContain('longer than');
    return undefined;
  }
}

/** Reads, and holds what was found to the promises of every fact. */
async function holds(words: { text: string } | { html: string }): Promise<void> {
  const found = await read(words);
  for (const { type, data, evidence, extractor } of found?.facts ?? []) {
    const { start, end, exact } = evidence;
    expect(found?.article.text.slice(start, end)).toBe(exact);
    expect(exact.trim()).not.toBe('');
    expect(validateData(type, data)).toMatchObject({ ok: true });
    expect(extractor.confidence).toBeGreaterThan(0);
    expect(extractor.confidence).toBeLessThanOrEqual(1);
  }
}

const wellFormed = (text: string): string => Buffer.from(text).toString();
const repeated = (fragment: string, length: number): string =>
  wellFormed(fragment.repeat(Math.ceil(length / fragment.length)).slice(0, length));

/** What the rules look for, and what patterns stumble over. */
const FRAGMENTS = [
  ...[
    'Nvidia',
    'the company',
    'Washington',
    'H20',
    'its',
    'Beijing',
    'a record',
    'Mr.',
    'U.S.',
    'said',
    'according to',
  ],
  ...['sold', 'launched', 'imposed', 'will invest', 'agreed to buy', 'denied', 'is expected to', 'more than twice as'],
  ...[
    '$12bn',
    '1.2 million',
    'US$5.5 billion',
    '5 %',
    'a third',
    'RMB 2.88bn',
    '1,000,000',
    '2025',
    'Q3',
    'last month',
  ],
  ...[
    'the third quarter of',
    'by the end of',
    'and',
    ',',
    ', and ',
    '-',
    '–',
    '.',
    ';',
    '(',
    '"',
    '“',
    '’s',
    ' ',
    '\n',
  ],
  ...[
    '\t',
    '\u00a0',
    '\u0000',
    '\u200f',
    '华为',
    '昇腾',
    'شركة',
    'הודעה',
    'é',
    'e\u0301',
    '👩‍👩‍👧',
    'İ',
    'ß',
    'a',
    '1',
    '.1',
    '$',
  ],
];
const fragments = (max: number) =>
  fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: max }).map((parts) => parts.join(''));
const bytes = fc.uint8Array({ minLength: 1, maxLength: 4 * KIB }).map((array) => Buffer.from(array));

const TAGS = [
  'p',
  'div',
  'b',
  'table',
  'tr',
  'td',
  'li',
  'ul',
  'br',
  'img',
  'script',
  'style',
  'svg',
  'title',
  'body',
  'html',
];
const markup = fc.oneof(
  fc.constantFrom(...TAGS).map((tag) => `<${tag}>`),
  fc.constantFrom(...TAGS).map((tag) => `</${tag}>`),
  fc.constantFrom(
    '<',
    '>',
    '</',
    '<!--',
    '-->',
    '<![CDATA[',
    '&amp;',
    '&#x0;',
    '&',
    '<a href="',
    "<a b='",
    '<?',
    '\u0000',
  ),
  fc.constantFrom('In 2024 Nvidia sold 1 million H20 chips in China.', 'words ', 'İİ'),
);

describe('an article of any kind is read or refused, in bounded time', () => {
  it('random bytes, as text and as a page', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom('utf8', 'latin1', 'utf16le'), async (raw, encoding) => {
        const text = raw.toString(encoding as BufferEncoding);
        await Promise.all([holds({ text }), holds({ text: wellFormed(text) }), holds({ html: text })]);
      }),
      { numRuns: 150 },
    );
  });

  it('any string of what the rules look for', async () => {
    await fc.assert(
      fc.asyncProperty(fragments(60), (text) => holds({ text })),
      { numRuns: 400 },
    );
  });

  it('100 KiB of any of it over and over', async () => {
    await fc.assert(
      fc.asyncProperty(fragments(6), async (fragment) => {
        const text = repeated(fragment, 100 * KIB);
        await Promise.all([holds({ text }), holds({ text: `${text.slice(0, -1)}!` })]);
      }),
      { numRuns: 12 },
    );
  });

  it('soup of tags', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(markup, { maxLength: 200 }), async (parts) => {
        const soup = parts.join('');
        await Promise.all([holds({ html: soup }), holds({ html: `<html><body>${soup}</body></html>` })]);
      }),
      { numRuns: 200 },
    );
  });

  const MIB = KIB * KIB;
  it.each([
    ['a word of 1 MiB', { text: 'a'.repeat(MIB) }],
    ['a word of 256 KiB', { text: 'a'.repeat(256 * KIB) }],
    ['white space', { text: `x${' '.repeat(255 * KIB)}x` }],
    ['lines', { text: 'x\n'.repeat(30 * KIB) }],
    ['one sentence without an end', { text: repeated('Nvidia sold chips and ', 256 * KIB) }],
    ['right-to-left text', { text: repeated('أعلنت شركة هواوي عن إطلاق شريحة جديدة في عام 2025. ', 100 * KIB) }],
    ['Chinese text', { text: repeated('华为在2025年发布了昇腾910C芯片，售价为12亿美元。', 60 * KIB) }],
    ['stacked marks', { text: `Nvidia ${'\u0301'.repeat(100 * KIB)}` }],
    ['a page nested without end', { html: '<div>'.repeat(MIB / 5) }],
    ['a page nested as deep as it may be', { html: `${'<div>'.repeat(95)}${'word '.repeat(50 * KIB)}` }],
    ['a page of line breaks', { html: '<br>'.repeat(MIB / 4) }],
    ['a page of images', { html: '<img src=x>'.repeat(MIB / 11) }],
    ['a page of brackets', { html: '<'.repeat(MIB) }],
    ['a page of open comments', { html: '<!--'.repeat(MIB / 4) }],
    ['a page of entities', { html: '&amp;'.repeat(MIB / 5) }],
    ['a page of open attributes', { html: '<a href="'.repeat(MIB / 9) }],
    ['a page of attributes', { html: `<p ${'a=b '.repeat(MIB / 4)}>x</p>` }],
    ['a page of open scripts', { html: '<script>'.repeat(MIB / 8) }],
    ['a page of empty scripts', { html: '<script></script>'.repeat(MIB / 17) }],
    ['a page of words', { html: `<p>${'a'.repeat(MIB)}</p>` }],
    ['a page of tables in tables', { html: '<table><tr><td>'.repeat(MIB / 15) }],
  ])('%s', async (_, words) => holds(words));
});

describe('a service that is sent such articles', () => {
  let folder: string;
  let service: ServeProcess;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'factline-hostile-'));
    service = await ServeProcess.start(folder);
  });
  afterAll(async () => {
    await service.end('SIGTERM');
    rmSync(folder, { recursive: true });
  });

  const post = (body: string | Buffer) =>
    fetch(`${service.url}/v1/articles`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const capture = (words: object) => post(JSON.stringify({ title: 'T', publishedAt: '2025-02-26', ...words }));
  const news = { text: 'In 2024 Nvidia sold 1 million H20 chips in China.' };

  it('answers others at once while it reads a page that takes long', async () => {
    let read = false;
    const slow = capture({ html: `${'<div>'.repeat(95)}${'word '.repeat(30 * KIB)}` }).finally(() => {
      read = true;
    });
    const waits: number[] = [];
    while (!read) {
      const begin = performance.now();
      expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
      waits.push(performance.now() - begin);
    }
    expect((await slow).status).toBe(201);
    expect(waits.length).toBeGreaterThan(10);
    expect(Math.max(...waits)).toBeLessThan(1_000);
  });

  it('refuses what is no article in words, and goes on', async () => {
    const raw = Buffer.from(Array.from({ length: 4 * KIB }, (_, n) => (n * 7919) % 256));
    const answers = await Promise.all([
      post(raw),
      post('[[[['.repeat(KIB)),
      capture({ text: 'half a pair: \ud800' }),
      capture({ html: '<div>'.repeat(KIB * 100) }),
      capture({ text: 'a'.repeat(257 * KIB) }),
      capture({ text: 'a'.repeat(2 * KIB * KIB) }),
      capture(news),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 422, 422, 413, 413, 201]);
    for (const answer of answers.slice(0, -1))
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('an article of 100 KiB', () => {
  const MAKERS = ['Nvidia', 'AMD', 'Intel', 'Huawei', 'Samsung', 'Tesla', 'BYD', 'CATL'];
  /** News prose, no two paragraphs alike. */
  function prose(length: number): string {
    const parts: string[] = [];
    for (let n = 0, size = 0; size < length; n++) {
      const [one, other] = [MAKERS[n % 8], MAKERS[(n * 3 + 1) % 8]];
      parts.push(
        `${one} reported revenue of $${n}.${n % 10} billion for the third quarter of 2025, according to its report. ` +
          `The company said that it had sold ${n} million chips in China, more than ${other} in the same period. ` +
          `Nobody in the hall was surprised, and the talk soon turned to the weather and to lunch. ` +
          `${other} is expected to launch the successor of its accelerator by the end of next year, analysts think.\n`,
      );
      size += parts.at(-1)?.length ?? 0;
    }
    return parts.join('').slice(0, length);
  }

  it.each([
    ['text', (text: string) => ({ text })],
    [
      'a page',
      (text: string) => ({ html: `<html><body><article><p>${text.replaceAll('\n', '</p><p>')}</p></article>` }),
    ],
  ])('takes less than a second as %s', async (_, as) => {
    const text = prose(100 * KIB);
    // The best of some: a machine that others use too adds to the time and takes nothing from it.
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 12 && best >= 1_000; run++) {
      const begin = performance.now();
      const found = await read(as(text));
      best = Math.min(best, performance.now() - begin);
      expect(found?.facts.length).toBeGreaterThan(100);
    }
    expect(best).toBeLessThan(1_000);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factline, nodeScript, ServeProcess } from './support/cli.js';
import { sharedFolder } from './support/shared.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'factline-evaluation-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const evaluate = async (articles: string, ...args: string[]) => {
  const { code, stdout, stderr } = await factline(['evaluate', articles, ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

it('counts what was found, under the right type and with every field right, and names the rest', async () => {
  const articles = join(folder, 'own');
  const text = 'In 2024 Nvidia sold 1 million H20 chips in China. In 2024 AMD sold 2 million MI308 chips in China.';
  const [one, two] = text.split(/(?<=\.) /);
  const sold = { metric: 'units', unit: 'units', when: '2024', modality: 'asserted' };
  const facts = [
    { type: 'SalesReported', quote: one, data: { ...sold, seller: 'nvidia', product: 'h20', value: 1e6 } },
    { type: 'SalesReported', quote: two, data: { ...sold, seller: 'amd', value: 3e6 } },
    { type: 'StatementMade', quote: one?.slice(0, 20), data: { speaker: 'nvidia' } },
  ];
  mkdirSync(articles);
  const article = { title: 'T', publishedAt: '2025-02-26T09:00:00Z', publisher: 'W', language: 'en', text, facts };
  writeFileSync(join(articles, 'a.json'), JSON.stringify(article));
  const report = JSON.parse(await evaluate(articles, '--json'));
  expect(report).toMatchObject({ articles: 1, gold: 3, predicted: 2, quotesNotInText: 0 });
  expect(report.typed).toMatchObject({ precision: 1, recall: 2 / 3 });
  expect(report.byType.SalesReported).toEqual({ gold: 2, predicted: 2, typed: 2, exact: 1 });
  expect(report.byField.value).toEqual({ n: 2, right: 1 });
  expect(report.misses).toEqual([
    'a.json: field SalesReported value: 3000000 read as 2000000',
    `a.json: missed StatementMade: ${one?.slice(0, 20)}`,
  ]);
});

const absent = sharedFolder ? '' : ' (left out: there is no shared folder beside the checkout)';

describe.runIf(sharedFolder)(`the evaluation${absent}`, () => {
  it('gives the numbers and the misses of the independent script, which asks a running service', async () => {
    const articles = `${sharedFolder}/corpus`;
    const service = await ServeProcess.start(join(folder, 'data'));
    const score = async (...args: string[]) => {
      const script = `${sharedFolder}/score-extraction.mjs`;
      return (await nodeScript(script, ['--url', service.url, ...args, articles])).stdout;
    };
    const [theirs, ours] = [JSON.parse(await score('--json')), JSON.parse(await evaluate(articles, '--json'))];
    const told = (await score('--misses')).split('\n').filter((line) => /^\S+\.json: /.test(line));
    await service.end('SIGTERM');
    const { byType, byField, misses, ...totals } = ours;
    expect(totals).toEqual(totals.articles > 0 && Object.fromEntries(Object.keys(totals).map((k) => [k, theirs[k]])));
    expect(Object.keys(theirs).sort()).toEqual([...Object.keys(totals), 'byField', 'byType'].sort());
    const counted = (table: object, names: readonly string[]) =>
      Object.fromEntries(
        Object.entries(table).map(([key, counts]) => [key, Object.fromEntries(names.map((n) => [n, counts[n]]))]),
      );
    expect(byType).toEqual(counted(theirs.byType, ['gold', 'predicted', 'typed', 'exact']));
    expect(byField).toEqual(counted(theirs.byField, ['n', 'right']));
    expect(misses).toEqual(told);
  });
});

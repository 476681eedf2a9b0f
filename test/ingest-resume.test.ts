import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { factline, killedAfter, ServeProcess } from './support/cli.js';

const FILES = 16;
const LINES = 8;

let folder: string;
let archive: string;
let done: string;
let service: ServeProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'factline-resume-'));
  archive = join(folder, 'archive');
  done = join(folder, 'done');
  mkdirSync(join(archive, 'nested'), { recursive: true });
  for (let n = 0; n < FILES; n++) writeFileSync(join(archive, n % 2 ? 'nested' : '', `${n}.json`), article(n));
  writeFileSync(join(archive, 'lines.jsonl'), Array.from({ length: LINES }, (_, n) => article(FILES + n)).join('\n'));
});
afterEach(async () => {
  await service?.end('SIGTERM');
  service = undefined;
  rmSync(folder, { recursive: true });
});

const article = (n: number) =>
  JSON.stringify({
    title: `Report ${n}`,
    publisher: 'Example Wire',
    publishedAt: '2025-02-26',
    text: `In 2024 Nvidia sold ${n + 1} million H20 chips in China.`,
  });

/** Ingests the folder again and again, killed each time after six lines, until it is through. */
async function ingestKilled(where: readonly string[]): Promise<number> {
  let kills = 0;
  for (;;) {
    const { code, killed, stderr } = await killedAfter(6, ['ingest', archive, '--resume', done, ...where]);
    if (!killed) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(' 0 failed') });
      return kills;
    }
    kills++;
  }
}

describe('a folder that is ingested by a command that is killed again and again', () => {
  it.each(['a service', 'a data directory'])(
    'is captured whole and once, through %s',
    async (through) => {
      const dataDir = join(folder, 'data');
      if (through === 'a service') service = await ServeProcess.start(dataDir);
      const where = service ? ['--url', service.url] : ['--data-dir', dataDir];
      expect(await ingestKilled(where)).toBeGreaterThan(1);

      const facts = JSON.parse((await factline(['facts', '--limit', '1000', '--json', ...where])).stdout);
      const values = facts.items.map(({ data }: { data: { value: number } }) => data.value / 1e6);
      expect(values.sort((a: number, b: number) => a - b)).toEqual(
        Array.from({ length: FILES + LINES }, (_, n) => n + 1),
      );
      const captured = await factline(['log', '--type', 'ArticleCaptured', '--limit', '1000', '--json', ...where]);
      expect(JSON.parse(captured.stdout).items).toHaveLength(FILES + LINES);

      const noted = readFileSync(done, 'utf8').trim().split('\n');
      expect(noted).toHaveLength(FILES + LINES);
      const again = await factline(['ingest', archive, '--resume', done, ...where]);
      expect(again).toMatchObject({ code: 0, stdout: '' });
      expect(again.stderr).toContain(`0 captured, ${FILES + LINES} done before, 0 failed`);
    },
    120_000,
  );
});

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceClient } from '../src/cli/service-client.js';
import { factline, nodeScript, ServeProcess } from './support/cli.js';

const SAMPLE = 'samples/ai-accelerators-2025-02.json';

let folder: string;
let dataDir: string;
let service: ServeProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'factline-cli-'));
  dataDir = join(folder, 'data');
});

afterEach(async () => {
  await service?.end('SIGKILL');
  service = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const serve = async (): Promise<ServeProcess> => {
  service = await ServeProcess.start(dataDir);
  return service;
};
const kill = async (signal: 'SIGKILL' | 'SIGTERM') => {
  const running = service!;
  service = undefined;
  return running.end(signal);
};

describe('the command as npm links it', () => {
  it('runs what is built', async () => {
    const { code, stdout } = await nodeScript('bin/factline.js', ['--version']);
    expect([code, stdout]).toEqual([0, `${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`]);
  });

  it('says what to do before a build', async () => {
    for (const each of ['bin', 'package.json']) cpSync(each, join(folder, each), { recursive: true });
    const { code, stderr } = await nodeScript(join(folder, 'bin/factline.js'), ['--version']);
    expect(code).toBe(1);
    expect(stderr).toContain(`run "npm run build" in ${folder}`);
  });
});

describe('a service killed right after an answer', () => {
  it('holds everything after a restart, and its log verifies', async () => {
    const { url } = await serve();
    const captured = await factline(['ingest', SAMPLE, '--url', url, '--json']);
    expect(captured.code).toBe(0);
    const { position, articleId } = JSON.parse(captured.stdout);
    await kill('SIGKILL');

    const again = await serve();
    const repeated = JSON.parse((await factline(['ingest', SAMPLE, '--url', again.url, '--json'])).stdout);
    expect(repeated).toMatchObject({ deduplicated: true, articleId, position });
    const log = JSON.parse((await factline(['log', '--url', again.url, '--json', '--limit', '1000'])).stdout);
    expect(log.head).toBe(position);
    const verified = await factline(['verify', '--data-dir', dataDir, '--json']);
    expect(verified.code).toBe(0);
    expect(JSON.parse(verified.stdout)).toEqual({ positions: position, head: log.items.at(-1).hash });
  });
});

describe('serve', () => {
  it('ends within two seconds of SIGTERM, also with clients connected', async () => {
    const { url } = await serve();
    const stream = get(`${url}/v1/stream`).on('error', () => undefined);
    await new Promise((resolve) => stream.on('response', resolve));
    const { code, took } = await kill('SIGTERM');
    expect(code).toBe(0);
    expect(took).toBeLessThan(2000);
  });

  it.each([
    ['PORT', 'eighty'],
    ['EVENT_STORE', 'files'],
    ['EXTRACTOR', 'magic'],
    ['HOST', '0.0.0.0'],
    ['WEBHOOK_RETRY', 'soon'],
    ['ALLOW_HTTP_WEBHOOKS', 'yes'],
  ])('does not start with a malformed %s, and names it in one line', async (setting, value) => {
    const { code, stdout, stderr } = await factline(['serve'], {
      env: { DATA_DIR: dataDir, PORT: '0', [setting]: value },
    });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(new RegExp(`^factline: ${setting} .*\n$`));
  });

  it('refuses a data directory that another service writes', async () => {
    await serve();
    const { code, stderr } = await factline(['serve'], { env: { DATA_DIR: dataDir, PORT: '0' } });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^factline: another process writes to .*\n$/);
  });

  it('names the port that is in use', async () => {
    const { url } = await serve();
    const { port } = new URL(url);
    const { code, stderr } = await factline(['serve'], { env: { DATA_DIR: join(folder, 'other'), PORT: port } });
    expect(code).toBe(1);
    expect(stderr).toContain(`factline: PORT is ${port}, which is in use\n`);
  });
});

describe('verify', () => {
  it('names the first position that does not fit where a byte of the log was changed', async () => {
    expect((await factline(['ingest', SAMPLE, '--data-dir', dataDir])).code).toBe(0);
    const file = join(dataDir, 'log.db');
    const bytes = readFileSync(file);
    const at = bytes.indexOf('exportControl');
    expect(at).toBeGreaterThan(0);
    bytes[at] = 'E'.charCodeAt(0);
    writeFileSync(file, bytes);

    const { code, stdout } = await factline(['verify', '--data-dir', dataDir, '--json']);
    expect(code).toBe(1);
    const { firstBad, positions } = JSON.parse(stdout);
    expect(firstBad.position).toBe(positions + 1);
    expect((await factline(['verify', '--data-dir', dataDir])).stdout).toContain(`position ${firstBad.position} `);
  });

  it('says where there is no log', async () => {
    const { code, stderr } = await factline(['verify', '--data-dir', dataDir]);
    expect(code).toBe(1);
    expect(stderr).toBe(`factline: there is no log in ${dataDir}\n`);
  });
});

describe('ingest', () => {
  const article = (title: string) =>
    JSON.stringify({
      title,
      text: `${title}. In 2024 Nvidia sold 1 million H20 chips in China.`,
      publishedAt: '2025-02-26',
    });

  it('goes on past what cannot be captured, and leaves out what it noted as done', async () => {
    const lines = join(folder, 'articles.jsonl');
    const done = join(folder, 'done');
    writeFileSync(lines, [article('One'), '{broken', article('Two')].join('\n'));
    const first = await factline(['ingest', lines, '--resume', done, '--data-dir', dataDir]);
    expect(first.code).toBe(1);
    expect(first.stdout.trim().split('\n')).toHaveLength(2);
    expect(first.stderr).toContain(`factline: ${lines}:2: it starts like JSON and is none`);
    expect(first.stderr).toContain('2 captured, 0 done before, 1 failed');

    writeFileSync(lines, [article('One'), article('Two'), article('Three')].join('\n'));
    const second = await factline(['ingest', lines, '--resume', done, '--data-dir', dataDir]);
    expect(second.code).toBe(0);
    expect(second.stderr).toContain('1 captured, 2 done before, 0 failed');
  });

  it('reads text from standard input, and asks for the date that a text does not tell', async () => {
    const input = 'Chips in China\n\nIn 2024 Nvidia sold 1 million H20 chips in China.';
    const without = await factline(['ingest', '-', '--data-dir', dataDir], { input });
    expect(without.code).toBe(1);
    expect(without.stderr).toContain('give --published-at');
    const args = ['ingest', '-', '--data-dir', dataDir, '--published-at', '2025-02-26', '--json'];
    const { code, stdout } = await factline(args, { input });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).facts.map(({ type }: { type: string }) => type)).toContain('SalesReported');
  });

  it('reads folders and zip archives in the order of their names', async () => {
    const listed = await factline(['ingest', 'samples/receiver/../', '--dry-run', '--data-dir', dataDir]);
    const names = listed.stdout.trim().split('\n');
    expect(names.length).toBeGreaterThanOrEqual(5);
    expect(names).toEqual([...names].sort());

    const archive = join(folder, 'articles.zip');
    writeFileSync(archive, storedZip({ 'b.json': article('B'), 'a.json': article('A'), 'c.bin': 'no text' }));
    const { code, stdout } = await factline(['ingest', archive, '--data-dir', dataDir]);
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.split(':')[0])).toEqual([
      `${archive}/a.json`,
      `${archive}/b.json`,
      '',
    ]);
  });

  it('names what cannot be read in a folder or an archive, and goes on; reads each in its own charset', async () => {
    const articles = join(folder, 'articles');
    mkdirSync(articles);
    const page = '<html><head><meta charset="windows-1252"></head><body><p>The caf\u00e9 sold 1 million cups.</p>';
    writeFileSync(join(articles, 'page.html'), Buffer.from(page, 'latin1'));
    writeFileSync(join(articles, 'utf16.txt'), Buffer.from('\ufeffCaf\u00e9 Nero\n\nIt sold cups.', 'utf16le'));
    symlinkSync(join(folder, 'nowhere'), join(articles, 'lost.json'));
    const long = 'x'.repeat(4 * 1024 * 1024 + 1);
    writeFileSync(join(articles, 'more.zip'), storedZip({ 'a.txt': long, 'b.json': article('B') }));
    const options = ['--published-at', '2025-02-26', '--title', 'T', '--data-dir', dataDir];
    const { code, stdout, stderr } = await factline(['ingest', articles, ...options]);
    expect(code).toBe(1);
    expect(stdout.split('\n').map((line) => line.split(':')[0]?.slice(articles.length))).toEqual([
      '/more.zip/b.json',
      '/page.html',
      '/utf16.txt',
      '',
    ]);
    expect(stderr).toContain(`factline: ${articles}/lost.json: ENOENT`);
    expect(stderr).toContain(`factline: ${articles}/more.zip/a.txt: it unpacks to`);
    expect(stderr).toContain('3 captured, 0 done before, 2 failed');
    const client = new ServiceClient({ url: (await serve()).url });
    const { items } = await client.ask<{ items: { id: string }[] }>('GET', '/v1/articles');
    const texts = await Promise.all(
      items.map(async ({ id }) => (await client.ask<{ text: string }>('GET', `/v1/articles/${id}`)).text),
    );
    expect(texts.slice(1)).toEqual(['The café sold 1 million cups.', 'Café Nero\n\nIt sold cups.']);
  });

  it('says how to start a service where none answers', async () => {
    const { code, stderr } = await factline(['ingest', SAMPLE, '--url', 'http://127.0.0.1:9']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^factline: no service answers at http:\/\/127\.0\.0\.1:9 .*factline serve.*\n$/);
  });
});

describe('review', () => {
  it('lists what waits, accepts, edits and rejects it', async () => {
    const { url } = await serve();
    const env = { FACTLINE_URL: url };
    const review = (...args: string[]) => factline(['review', ...args], { env });
    const held = async () => JSON.parse((await review('list', '--json')).stdout).items as { id: string }[];
    const ingested = await factline(['ingest', SAMPLE, '--review'], { env });
    const [first, second, third, ...rest] = await held();
    expect(ingested.stdout).toContain(`${rest.length + 3} candidates`);
    expect((await review('list')).stdout).toContain(`${first?.id}  0.`);

    expect((await review('accept', `${first?.id}`)).stdout).toMatch(
      /^[\w-]+: accepted as fact [\w-]+, position \d+\n$/,
    );
    const edited = await review('edit', `${second?.id}`, '--set', 'when=2024', '--set', 'places=CN,US', '--json');
    expect(JSON.parse(edited.stdout).fact.data).toMatchObject({ when: '2024', places: ['CN', 'US'] });
    expect((await review('reject', `${third?.id}`, '--reason', 'a rumour')).stdout).toContain(': rejected, position');
    expect((await held()).map(({ id }) => id)).toEqual(rest.map(({ id }) => id));

    expect(await review('accept', `${third?.id}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('rejected'),
    });
    expect((await review('reject', `${third?.id}`)).code).toBe(2);
  });
});

describe('the command line', () => {
  it('asks a data directory as it asks a service', async () => {
    await factline(['ingest', SAMPLE, '--data-dir', dataDir]);
    const facts = JSON.parse(
      (await factline(['facts', '--type', 'SalesReported', '--json', '--data-dir', dataDir])).stdout,
    );
    expect(facts.items.length).toBeGreaterThan(0);
    const state = await factline(['state', '--section', 'sales', '--data-dir', dataDir]);
    expect(state.stdout).toMatch(/digest [0-9a-f]{64}/);
    expect(state.stdout).toContain('1000000');
  });

  it('exits with 2 where it is used wrongly', async () => {
    expect((await factline(['state', '--no-such-option'])).code).toBe(2);
    expect((await factline(['no-such-command'])).code).toBe(2);
  });

  it.each([
    'serve',
    'demo',
    'ingest',
    'facts',
    'state',
    'log',
    'verify',
    'rebuild',
    'skip',
    'migrate',
    'review',
    'follow',
    'evaluate',
    'webhooks',
  ])('explains %s with an example', async (command) => {
    const { code, stdout } = await factline([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples?:/);
    expect(readFileSync('docs/cli.md', 'utf8')).toContain(`\`${command}`);
  });
});

/** A zip archive that stores files without packing them. */
function storedZip(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const body = Buffer.from(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(crc32(body), 10);
    fields.writeUInt32LE(body.length, 14);
    fields.writeUInt32LE(body.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), body]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, tail, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

function crc32(bytes: Buffer): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

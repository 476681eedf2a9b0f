import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const MAIN = resolve('dist/command/factline.js');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  if (!existsSync(MAIN)) throw new Error('this test runs what is built: run "npm run build" first');
  return spawn(process.execPath, [MAIN, ...args], { env: { PATH: process.env.PATH, ...env } });
}

async function outcome(child: ChildProcess): Promise<Outcome> {
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'exit')]);
  return { code: code as number | null, stdout, stderr };
}

/** Runs a script of Node.js to its end. */
export const nodeScript = (file: string, args: readonly string[]): Promise<Outcome> =>
  outcome(spawn(process.execPath, [file, ...args]));

/** Runs the built command to its end. */
export async function factline(
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const child = start(args, env);
  child.stdin!.end(input);
  return outcome(child);
}

/** Runs the built command and kills it once it has printed so many lines; answers with those, or with all it prints. */
export async function killedAfter(lines: number, args: readonly string[]): Promise<Outcome & { killed: boolean }> {
  const child = start(args, {});
  child.stdin!.end();
  let printed = 0;
  child.stdout!.on('data', (chunk: Buffer) => {
    printed += chunk.toString().split('\n').length - 1;
    if (printed >= lines) child.kill('SIGKILL');
  });
  const ended = await outcome(child);
  return { ...ended, killed: child.signalCode === 'SIGKILL' };
}

/** A service run by the built command. */
export class ServeProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(dataDir: string): Promise<ServeProcess> {
    const child = start(['serve'], { DATA_DIR: dataDir, PORT: '0' });
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    const url = /http:\S+/.exec(line.toString())?.[0];
    if (url === undefined) throw new Error(`serve printed ${line}`);
    return new ServeProcess(child, url);
  }

  /** Ends it by a signal; answers with its exit code and how long that took, ms. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<{ code: number | null; took: number }> {
    const begin = performance.now();
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    const [code] = (await exit) as [number | null];
    return { code, took: performance.now() - begin };
  }
}

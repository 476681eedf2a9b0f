import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';

const COMMAND = 'dist/command/factline.js';

/** How a process ended: its exit code or signal, and what it wrote to stderr. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/** Runs `factline` as a process of its own, to its end. */
export async function runFactline(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return endOf(start(args, env));
}

/** `factline serve` as a process of its own, which can be killed. */
export class ServeProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly ended: Promise<Ended>,
    readonly url: string,
  ) {}

  static async start(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<ServeProcess> {
    const child = start(['serve'], { PORT: '0', DATA_DIR: dataDir, ...env });
    const ended = endOf(child);
    let told = '';
    for await (const chunk of child.stdout ?? []) {
      told += chunk;
      const url = /http:\/\/\S+/.exec(told)?.[0];
      if (url !== undefined && told.includes('\n')) return new ServeProcess(child, ended, url);
    }
    throw new Error(`the service did not start: ${(await ended).stderr}`);
  }

  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

function start(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  if (!existsSync(COMMAND)) throw new Error('this test runs what is built: run "npm run build" first');
  return spawn(process.execPath, [COMMAND, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function endOf(child: ChildProcess): Promise<Ended> {
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, stderr };
}

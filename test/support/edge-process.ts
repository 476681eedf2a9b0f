import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { NewEvent } from '../../events/envelope.js';

export interface Append {
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly NewEvent[];
}

/** A running service that can be asked over its channel, and killed. */
export class EdgeProcess {
  private readonly pending = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  private refs = 0;

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    child.on('message', ({ ref, answer, error }: { ref: number; answer: never; error?: string }) => {
      const waiting = this.pending.get(ref);
      this.pending.delete(ref);
      if (error === undefined) waiting?.resolve(answer);
      else waiting?.reject(new Error(error));
    });
    child.on('exit', () => {
      for (const { reject } of this.pending.values()) reject(new Error('the service ended'));
      this.pending.clear();
    });
  }

  static async start(env: Readonly<Record<string, string>>): Promise<EdgeProcess> {
    if (!existsSync('dist/src/webhooks')) throw new Error('this test runs what is built: run "npm run build" first');
    const child = fork(resolve('test/support/edge-service.mjs'), {
      env: { ...process.env, ...env },
      execArgv: ['--expose-gc'],
    });
    const [{ url }] = (await once(child, 'message')) as [{ url: string }];
    return new EdgeProcess(child, url);
  }

  append(appends: readonly Append[]): Promise<readonly { position: number; revision: number }[]> {
    return this.ask('append', { appends });
  }

  /** The head, once the match index has reached it. */
  indexed(): Promise<number> {
    return this.ask('indexed');
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  async stop(): Promise<void> {
    const exit = once(this.child, 'exit');
    await this.ask('stop').catch(() => undefined);
    await exit;
  }

  private ask<T>(ask: string, parameters: object = {}): Promise<T> {
    const ref = this.refs++;
    return new Promise<T>((resolveAnswer, reject) => {
      this.pending.set(ref, { resolve: resolveAnswer as (answer: never) => void, reject });
      this.child.send({ ref, ask, ...parameters }, (error) => error && reject(error));
    });
  }
}

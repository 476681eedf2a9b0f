import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process that answers what it is asked over its channel. */
export class Channel {
  #child;
  #pending = new Map();
  #refs = 0;

  constructor(child) {
    this.#child = child;
    child.on('message', ({ ref, answer, error }) => {
      const waiting = this.#pending.get(ref);
      this.#pending.delete(ref);
      if (error === undefined) waiting?.resolve(answer);
      else waiting?.reject(new Error(error));
    });
  }

  /** Starts a module; resolves with its channel and its first message. */
  static async start(file, env = {}) {
    const child = fork(file, { env: { ...process.env, ...env }, execArgv: ['--expose-gc'] });
    const [hello] = await once(child, 'message');
    return { channel: new Channel(child), hello };
  }

  ask(ask, parameters = {}) {
    const ref = this.#refs++;
    return new Promise((resolve, reject) => {
      this.#pending.set(ref, { resolve, reject });
      this.#child.send({ ref, ask, ...parameters });
    });
  }

  async stop() {
    const exit = once(this.#child, 'exit');
    this.#child.disconnect();
    await exit;
  }
}

/** Answers what is asked over the channel of this process, and ends with it. */
export function answer(answers) {
  process.on('message', ({ ref, ask, ...parameters }) => {
    Promise.resolve(answers[ask](parameters)).then(
      (result) => process.send({ ref, answer: result }),
      (error) => process.send({ ref, error: String(error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}

import { fileURLToPath } from 'node:url';
import { Channel } from './channel.mjs';

const FILE = fileURLToPath(new URL('./receiver-process.mjs', import.meta.url));

/** Receivers of webhooks in a process of their own, under `/hook/0`, `/hook/1`, ... */
export class Receivers {
  #channel;

  constructor(channel, url) {
    this.#channel = channel;
    this.url = url;
  }

  static async start() {
    const { channel, hello } = await Channel.start(FILE);
    return new Receivers(channel, hello.url);
  }

  /** Counts from here on; to be awaited before anything is sent. */
  reset() {
    return this.#channel.ask('reset');
  }

  /** Resolves once so many events have come, with the instants of the first and the last. */
  reached(events) {
    return this.#channel.ask('reached', { events });
  }

  /** When each event came, for each of its receivers, in milliseconds since 1970: `{position: [instants]}`. */
  arrivals() {
    return this.#channel.ask('arrivals');
  }

  stop() {
    return this.#channel.stop();
  }
}

import { fileURLToPath } from 'node:url';
import { factEvent } from '../lib/facts.mjs';
import { Channel } from './channel.mjs';

const FILE = fileURLToPath(new URL('../../test/support/edge-service.mjs', import.meta.url));
const NO_STREAM = -1;
const AT_ONCE = 500;

/** The service in a process of its own. */
export class EdgeService {
  #channel;

  constructor(channel, url) {
    this.#channel = channel;
    this.url = url;
  }

  static async start(dataDir) {
    const { channel, hello } = await Channel.start(FILE, { DATA_DIR: dataDir });
    return new EdgeService(channel, hello.url);
  }

  /** Appends `count` facts from the `first` on, each to a stream of its own, and waits until they are indexed. */
  async appendFacts(first, count) {
    for (let done = 0; done < count; done += AT_ONCE)
      await this.append(Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, i) => factEvent(first + done + i)));
    await this.#channel.ask('indexed');
  }

  append(events) {
    const appends = events.map((event) => ({ stream: `fact-${event.id}`, expected: NO_STREAM, events: [event] }));
    return this.#channel.ask('append', { appends });
  }

  memory() {
    return this.#channel.ask('memory');
  }

  async subscribe(settings) {
    const response = await fetch(`${this.url}/v1/webhooks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(settings),
    });
    if (response.status !== 201) throw new Error(`POST /v1/webhooks answered ${response.status}`);
    return response.json();
  }

  async unsubscribe(id) {
    await fetch(`${this.url}/v1/webhooks/${id}`, { method: 'DELETE' });
  }

  async stop() {
    await this.#channel.stop();
  }
}

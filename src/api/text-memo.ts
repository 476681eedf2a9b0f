import type { Words } from '../read-models/words.js';

/** Texts of objects, kept as long as these are; an erasure lets go of all, for any may hold words that it took out. */
export class TextMemo<K extends object, T> {
  private known = new WeakMap<K, T>();
  private erasures = 0;

  constructor(private readonly words: Words) {}

  get(of: K): T | undefined {
    if (this.erasures !== this.words.erasures) {
      this.known = new WeakMap();
      this.erasures = this.words.erasures;
    }
    return this.known.get(of);
  }

  /** Keeps texts that were begun to be made at a count of erasures; not those that were made while words were erased. */
  keep(texts: Iterable<readonly [K, T]>, erasures: number): void {
    if (erasures === this.words.erasures) for (const [of, text] of texts) this.known.set(of, text);
  }
}

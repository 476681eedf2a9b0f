import type { Words } from '../read-models/words.js';

/** Texts that were put together lately, by name; an erasure lets go of all, for any may hold words that it took out. */
export class TextCache<T> {
  private readonly known = new Map<string, T>();
  private size = 0;
  private erasures = 0;

  /** @param capacity what is kept at most, in UTF-16 code units */
  constructor(
    private readonly words: Words,
    private readonly capacity: number,
    private readonly sizeOf: (text: T) => number,
  ) {}

  get(name: string): T | undefined {
    if (this.erasures !== this.words.erasures) this.clear();
    return this.known.get(name);
  }

  /** The text of a name, which is made where it is not known. */
  async of(name: string, make: () => Promise<T>): Promise<T> {
    const known = this.get(name);
    if (known !== undefined) return known;
    const { erasures } = this;
    const made = await make();
    // What was made while words were erased must not be kept.
    if (erasures === this.words.erasures) this.keep(name, made);
    return made;
  }

  private keep(name: string, text: T): void {
    const size = name.length + this.sizeOf(text);
    if (this.size + size > this.capacity) this.clear();
    if (this.known.has(name)) return;
    this.known.set(name, text);
    this.size += size;
  }

  private clear(): void {
    this.known.clear();
    this.size = 0;
    this.erasures = this.words.erasures;
  }
}

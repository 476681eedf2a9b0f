import { Injectable } from '@nestjs/common';
import type { ListedFact } from '../read-models/timeline/facts-filter.js';
import { Words } from '../read-models/words.js';
import { FactViews } from './fact-views.js';

/** Texts kept in memory at most, in UTF-16 code units. */
const CAPACITY = 8 * 1024 * 1024;

/** Facts as JSON, in the form of the HTTP interface: an entry and the fact's status say what stands there. */
@Injectable()
export class FactTexts {
  private readonly known = new Map<string, string>();
  private size = 0;
  private erasures = 0;

  constructor(
    private readonly views: FactViews,
    private readonly words: Words,
  ) {}

  /** The texts of facts, each an object. */
  async of(facts: readonly ListedFact[]): Promise<string[]> {
    if (this.erasures !== this.words.erasures) this.clear();
    const texts = facts.map((fact) => this.known.get(idOf(fact)));
    const missing = facts.filter((_, i) => texts[i] === undefined);
    if (missing.length === 0) return texts as string[];
    const views = await this.views.all(missing.map((fact) => fact.read()));
    const written = new Map(missing.map((fact, i) => [fact, JSON.stringify(views[i])]));
    // Texts that were written while words were erased must not be kept.
    if (this.erasures === this.words.erasures) for (const [fact, text] of written) this.keep(idOf(fact), text);
    return facts.map((fact, i) => (texts[i] ?? written.get(fact)) as string);
  }

  private keep(id: string, text: string): void {
    if (this.size + text.length > CAPACITY) this.clear();
    this.known.set(id, text);
    this.size += text.length;
  }

  private clear(): void {
    this.known.clear();
    this.size = 0;
    this.erasures = this.words.erasures;
  }
}

const idOf = ({ entry, status }: ListedFact): string => `${entry} ${status}`;

import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Item, SectionName, Sections } from '../../projections/item.js';
import type { AsOf, StateFilters } from '../../projections/market-state.js';
import { Projector } from '../read-models/projector.js';
import { Words } from '../read-models/words.js';
import { fingerprint } from './answer.js';
import { type AsOfView, Clocks } from './clocks.js';
import { type ItemText, ItemTexts } from './item-texts.js';
import { TextCache } from './text-cache.js';
import { TextMemo } from './text-memo.js';

/** Answers kept in memory at most, in UTF-16 code units. */
const CAPACITY = 4 * 1024 * 1024;

/** The body of an answer. */
export interface StateAnswer {
  readonly asOf: AsOfView;
  readonly digest: string;
  readonly sections: Sections;
}

/** A market state as it is sent. */
export interface StateText {
  readonly asOf: AsOfView;
  /** The members of the JSON object, without its braces: `asOf`, `digest` and `sections`. */
  readonly members: string;
  /** Differs wherever the members do, in characters that an `ETag` may have. */
  readonly tag: string;
  /** How many items it lists. */
  readonly size: number;
}

/** The sections of an answer as they are sent, and as they are digested, in the order of their names. */
interface SectionsText extends ItemText {
  readonly fingerprint: string;
  readonly size: number;
}

/** Answers the market state with its quotes, put together from the texts of its items. */
@Injectable()
export class StateAnswers {
  private readonly answers: TextCache<StateText>;
  private readonly sections: TextMemo<Sections, SectionsText>;

  constructor(
    private readonly projector: Projector,
    private readonly clocks: Clocks,
    private readonly texts: ItemTexts,
    private readonly words: Words,
  ) {
    this.sections = new TextMemo(words);
    this.answers = new TextCache(words, CAPACITY, ({ members }) => members.length);
  }

  /**
   * The answer as of resolved clocks.
   * @param cited whether the clocks were given, so that the same answer may be asked for again
   */
  state(asOf: AsOf, filters: StateFilters, cited: boolean): Promise<StateText> {
    if (!cited) return this.write(asOf, filters);
    return this.answers.of(JSON.stringify([asOf, filters]), () => this.write(asOf, filters));
  }

  private async write(asOf: AsOf, filters: StateFilters): Promise<StateText> {
    const sections = this.projector.index.state(asOf, filters);
    const { json, digested, fingerprint, size } = this.sections.get(sections) ?? (await this.writeSections(sections));
    const { view, json: clocks, tag } = await this.clocks.written(asOf);
    const members = `"asOf":${clocks},"digest":"${digestOf(view, digested)}","sections":${json}`;
    return { asOf: view, members, tag: `${tag}.${fingerprint}`, size };
  }

  private async writeSections(sections: Sections): Promise<SectionsText> {
    const { erasures } = this.words;
    const written: Written[] = [];
    let size = 0;
    for (const [name, items] of Object.entries(sections) as [SectionName, readonly Item[]][]) {
      written.push([name, items.length === 0 ? [] : await this.texts.of(items)]);
      size += items.length;
    }
    const json = joined(written, 'json');
    const digested = joined(
      written.sort(([a], [b]) => (a < b ? -1 : 1)),
      'digested',
    );
    const text = { json, digested, fingerprint: fingerprint(json), size };
    this.sections.keep([[sections, text]], erasures);
    return text;
  }

  /** Items with their quotes. */
  async quoted(items: readonly Item[]): Promise<Item[]> {
    const texts = await this.texts.of(items);
    return texts.map(({ json }) => JSON.parse(json) as Item);
  }
}

type Written = readonly [SectionName, readonly ItemText[]];

function joined(sections: readonly Written[], form: keyof ItemText): string {
  let text = '';
  for (const [name, items] of sections) {
    text += `${text === '' ? '{' : ','}"${name}":[`;
    for (let i = 0; i < items.length; i++) text += i === 0 ? items[i]?.[form] : `,${items[i]?.[form]}`;
    text += ']';
  }
  return `${text}}`;
}

/** The digest of projections/digest.ts, of sections that are in its form already. */
const digestOf = ({ at, knownAt }: AsOfView, digested: string): string =>
  hash('sha256', `{"at":"${at}","knownAt":"${knownAt}","sections":${digested}}`);

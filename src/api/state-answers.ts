import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Item, SectionName, Sections } from '../../projections/item.js';
import type { AsOf, StateFilters } from '../../projections/market-state.js';
import { Projector } from '../read-models/projector.js';
import { type AsOfView, Clocks } from './clocks.js';
import { type ItemText, ItemTexts } from './item-texts.js';

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
  /** How many items it lists. */
  readonly size: number;
}

/** Answers the market state with its quotes, put together from the texts of its items. */
@Injectable()
export class StateAnswers {
  constructor(
    private readonly projector: Projector,
    private readonly clocks: Clocks,
    private readonly texts: ItemTexts,
  ) {}

  async state(asOf: AsOf, filters: StateFilters): Promise<StateText> {
    const sections = Object.entries(this.projector.index.state(asOf, filters)) as [SectionName, readonly Item[]][];
    const items = sections.flatMap(([, listed]) => listed);
    const [view, texts] = await Promise.all([this.clocks.view(asOf), this.texts.of(items)]);
    let from = 0;
    const written = sections.map(([name, { length }]): Written => {
      const texted = texts.slice(from, from + length);
      from += length;
      return [name, texted];
    });
    const digest = digestOf(view, written);
    return {
      asOf: view,
      members: `"asOf":${JSON.stringify(view)},"digest":"${digest}","sections":${joined(written, 'json')}`,
      size: items.length,
    };
  }

  /** Items with their quotes. */
  async quoted(items: readonly Item[]): Promise<Item[]> {
    const texts = await this.texts.of(items);
    return texts.map(({ json }) => JSON.parse(json) as Item);
  }
}

type Written = readonly [SectionName, readonly ItemText[]];

const joined = (sections: readonly Written[], form: keyof ItemText): string =>
  `{${sections.map(([name, texts]) => `"${name}":[${texts.map((text) => text[form]).join(',')}]`).join(',')}}`;

/** The digest of projections/digest.ts, from the texts of items that are in its form already. */
function digestOf({ at, knownAt }: AsOfView, sections: readonly Written[]): string {
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(`{"at":"${at}","knownAt":"${knownAt}","sections":${joined(sorted, 'digested')}}`)
    .digest('hex');
}

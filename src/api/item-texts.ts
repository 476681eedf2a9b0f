import { Injectable } from '@nestjs/common';
import { reducedItem } from '../../projections/digest.js';
import { type Evidence, evidenceOfItem, type Item, words } from '../../projections/item.js';
import { canonical } from '../event-store/canonical-json.js';
import { Words } from '../read-models/words.js';
import { TextMemo } from './text-memo.js';

/** An item as it is sent, and as it is digested. */
export interface ItemText {
  /** JSON, with its quotes. */
  readonly json: string;
  /** RFC 8785, evidence reduced to fact ids. */
  readonly digested: string;
}

/** The texts of items: an item that an index gives again is not written again. */
@Injectable()
export class ItemTexts {
  private readonly texts: TextMemo<Item, ItemText>;

  constructor(private readonly words: Words) {
    this.texts = new TextMemo(words);
  }

  async of(items: readonly Item[]): Promise<ItemText[]> {
    const known = items.map((item) => this.texts.get(item));
    if (isWhole(known)) return known;
    const { erasures } = this.words;
    const written = await this.write(items.filter((_, i) => known[i] === undefined));
    this.texts.keep(written, erasures);
    return items.map((item, i) => (written.get(item) ?? known[i]) as ItemText);
  }

  private async write(items: readonly Item[]): Promise<Map<Item, ItemText>> {
    const quotes = await this.quotesOf(items);
    return new Map(
      items.map((item) => [
        item,
        { json: JSON.stringify(quotedItem(item, quotes)), digested: canonical(reducedItem(item)) },
      ]),
    );
  }

  private async quotesOf(items: readonly Item[]): Promise<Quotes> {
    const byStream = new Map<string, Set<string>>();
    for (const evidence of items.flatMap(evidenceOfItem)) {
      const found = evidence[words];
      if (found === undefined) continue;
      const hashes = byStream.get(found.streamId) ?? new Set();
      byStream.set(found.streamId, hashes.add(found.sha256));
    }
    const read = [...byStream].map(
      async ([streamId, hashes]) => [streamId, await this.words.of(streamId, [...hashes])] as const,
    );
    return new Map(await Promise.all(read));
  }
}

const isWhole = <T>(texts: readonly (T | undefined)[]): texts is T[] => !texts.includes(undefined);

type Quotes = ReadonlyMap<string, ReadonlyMap<string, string>>;

function quotedItem(item: Item, quotes: Quotes): Item {
  const { evidence, claims, deniedBy } = item;
  const quote = (list: readonly Evidence[]) => list.map((each) => quotedEvidence(each, quotes));
  return {
    ...item,
    ...(evidence && { evidence: quote(evidence) }),
    ...(claims && { claims: claims.map((claim) => ({ ...claim, evidence: quote(claim.evidence) })) }),
    ...(deniedBy && { deniedBy: quote(deniedBy) }),
  };
}

function quotedEvidence(evidence: Evidence, quotes: Quotes): Evidence {
  const { differs, ...told } = evidence;
  const found = evidence[words];
  const quote = (found && quotes.get(found.streamId)?.get(found.sha256)) ?? null;
  return { ...told, quote, ...(differs && { differs }) } as Evidence;
}

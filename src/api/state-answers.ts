import { Injectable } from '@nestjs/common';
import { stateDigest } from '../../projections/digest.js';
import { type Evidence, type Item, type Sections, words } from '../../projections/item.js';
import type { AsOf, StateFilters } from '../../projections/market-state.js';
import { Projector } from '../read-models/projector.js';
import { Words } from '../read-models/words.js';
import { type AsOfView, Clocks } from './clocks.js';

export interface StateAnswer {
  readonly asOf: AsOfView;
  readonly digest: string;
  readonly sections: Sections;
}

/** Answers the market state with its quotes. */
@Injectable()
export class StateAnswers {
  constructor(
    private readonly projector: Projector,
    private readonly clocks: Clocks,
    private readonly words: Words,
  ) {}

  async state(asOf: AsOf, filters: StateFilters): Promise<StateAnswer> {
    const sections = this.projector.index.state(asOf, filters);
    const digest = stateDigest(asOf, sections);
    return { asOf: await this.clocks.view(asOf), digest, sections: await this.withQuotes(sections) };
  }

  async withQuotes(sections: Sections): Promise<Sections> {
    const quotes = await this.quotesOf(Object.values(sections).flat());
    return Object.fromEntries(
      Object.entries(sections).map(([name, items]) => [name, items.map((item) => quotedItem(item, quotes))]),
    );
  }

  async quoted(items: readonly Item[]): Promise<Item[]> {
    const quotes = await this.quotesOf(items);
    return items.map((item) => quotedItem(item, quotes));
  }

  private async quotesOf(items: readonly Item[]): Promise<Quotes> {
    const byStream = new Map<string, Set<string>>();
    for (const evidence of items.flatMap(allEvidence)) {
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

type Quotes = ReadonlyMap<string, ReadonlyMap<string, string>>;

const allEvidence = ({ evidence = [], claims = [], deniedBy = [] }: Item): Evidence[] => [
  ...evidence,
  ...claims.flatMap((claim) => claim.evidence),
  ...deniedBy,
];

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

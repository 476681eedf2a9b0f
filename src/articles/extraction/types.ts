import type { FactType } from '../../../events/catalogue.js';
import type { EntityKind } from '../../../events/entity-described.js';

/** An article as captured: `text` is the stored, normalized text that all offsets count in (UTF-16 code units). */
export interface ArticleInput {
  title: string;
  text: string;
  /** ISO 8601. Dates in the text are resolved against it. */
  publishedAt: string;
  publisher?: string | null;
  author?: string | null;
  url?: string | null;
  language?: string | null;
}

export interface TextSpan {
  start: number;
  end: number;
}

/** A verbatim span of the article's text. */
export interface Quote extends TextSpan {
  exact: string;
}

export interface ExtractorStamp {
  name: string;
  version: string;
  /** 0 to 1. */
  confidence: number;
}

/** A fact with its evidence; `data` is a payload of the catalogue's class `type`. */
export interface ExtractedFact {
  type: FactType;
  data: Record<string, unknown>;
  evidence: Quote;
  attributedTo?: string;
  extractor: ExtractorStamp;
}

/** An entity that the facts name, or that one of them is part of. */
export interface DescribedEntity {
  id: string;
  kind: EntityKind;
  name: string;
  aliases: string[];
  partOf?: string;
  wikidata?: string;
}

export interface Extraction {
  facts: ExtractedFact[];
  entities: DescribedEntity[];
}

/** Finds the id that a log already gave to a name; `undefined` where it knows none. */
export type NameResolver = (name: string) => string | undefined;

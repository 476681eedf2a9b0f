import type { DataOf, EventType, FactType } from './catalogue.js';

/** Where in the article the fact stands. The log holds offsets and hash; the words are contents. */
export interface EvidenceRef {
  /** Offsets in UTF-16 code units of the captured text, end exclusive; absent where no text was captured. */
  readonly start?: number;
  readonly end?: number;
  /** SHA-256, in hex, of the UTF-8 of the quote. */
  readonly sha256: string;
}

/** The source of a fact. A captured article has an id; of another source, the title's hash stands in its place. */
export interface ArticleRef {
  readonly id?: string;
  readonly publisher?: string;
  readonly url?: string;
  /** SHA-256, in hex, of the title; the words are contents. Only where there is no `id`. */
  readonly titleSha256?: string;
}

export interface EventMeta {
  /** Knowledge time, ISO 8601 with milliseconds: on facts, corrections (resolved, never absent) and retractions. */
  readonly publishedAt?: string;
  readonly article?: ArticleRef;
  readonly evidence?: EvidenceRef;
  /** Who the article says it from. */
  readonly attributedTo?: string;
  readonly extractor?: { readonly name: string; readonly version: string };
  /** 0 to 1. */
  readonly confidence?: number;
  /** Who caused the append. */
  readonly actor?: string;
  /** Shared by all events of one append; equal to the id of the first. */
  readonly correlationId?: string;
  readonly causationId?: string;
}

/** An event before it is appended. */
export interface NewEvent<T extends EventType = EventType> {
  /** UUIDv5 derived from the content, so that a retry is idempotent. */
  readonly id: string;
  readonly type: T;
  readonly schemaVersion: number;
  readonly data: DataOf<T>;
  readonly meta: EventMeta;
}

/** An event of the log. */
export interface LogEvent<T extends EventType = EventType> extends NewEvent<T> {
  readonly streamId: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  /** Place in the log: 1, 2, 3, ... without gaps. */
  readonly position: number;
  /** Record time: ISO 8601 with milliseconds. */
  readonly recordedAt: string;
}

/** A log event with its link of the hash chain. */
export interface ChainedEvent<T extends EventType = EventType> extends LogEvent<T> {
  /** SHA-256, in hex, of the previous hash, a line feed and this event without `hash` in RFC 8785 form. */
  readonly hash: string;
}

export type FactEvent = { [T in FactType]: LogEvent<T> }[FactType];

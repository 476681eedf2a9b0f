import { type EdtfDate, parseEdtf } from '../events/edtf.js';
import type { Modality } from '../events/fact-data.js';

/** A fact's `when` as resolved instants (ms, UTC; -Infinity is no start, Infinity no end). design.md, rule 3. */
export interface ValidTime {
  readonly dated: boolean;
  readonly interval: boolean;
  /** The earliest and the latest start; of an undated fact both are its publication. */
  readonly earliest: number;
  readonly latest: number;
  /** The period's first and last millisecond. */
  readonly start: number;
  readonly end: number;
  /** The parts as written; null where nothing is written. */
  readonly startText: string | null;
  readonly endText: string | null;
}

const startOf = (part: EdtfDate | 'open' | 'unknown') => (typeof part === 'object' ? part.start : -Infinity);
const latestStartOf = (part: EdtfDate | 'open' | 'unknown') => (typeof part === 'object' ? part.end : -Infinity);
const endOf = (part: EdtfDate | 'open' | 'unknown') => (typeof part === 'object' ? part.end : Infinity);

/** Resolves a `when`. What is asserted is not later than its telling, which caps the latest start. */
export function validTime(when: string | undefined, modality: Modality, publishedAt: number): ValidTime {
  const time = when === undefined ? undefined : parseEdtf(when);
  if (when === undefined || time === undefined)
    return {
      dated: false,
      interval: false,
      earliest: publishedAt,
      latest: publishedAt,
      start: publishedAt,
      end: Infinity,
      startText: null,
      endText: null,
    };
  const interval = time.kind === 'interval';
  const from = interval ? time.from : time.date;
  const to = interval ? time.to : time.date;
  const [startText = '', endText = startText] = when.split('/');
  const earliest = startOf(from);
  const latest = latestStartOf(from);
  const told = modality === 'asserted' && earliest <= publishedAt && publishedAt < latest;
  return {
    dated: true,
    interval,
    earliest,
    latest: told ? publishedAt : latest,
    start: earliest,
    end: endOf(to),
    startText: startText || null,
    endText: endText || null,
  };
}

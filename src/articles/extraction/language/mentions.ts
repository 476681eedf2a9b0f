import type { EntityKind } from '../../../../events/entity-described.js';
import type { GazetteerEntity } from '../../gazetteer/gazetteer.js';
import type { TextSpan } from '../types.js';

/** A place in a text where an entity is named. */
export interface Mention extends TextSpan {
  id: string;
  kind: EntityKind;
  name: string;
  entity?: GazetteerEntity;
  /** "Chinese": a state that only qualifies what it stands before. */
  adjective?: boolean;
}

/** Of mentions that overlap, the one that starts first and is longest. */
export function withoutOverlaps(mentions: readonly Mention[]): Mention[] {
  const kept: Mention[] = [];
  const sorted = [...mentions].sort((a, b) => a.start - b.start || b.end - a.end);
  for (const m of sorted) if (kept.length === 0 || kept.at(-1)!.end <= m.start) kept.push(m);
  return kept;
}

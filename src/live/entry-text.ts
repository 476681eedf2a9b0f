import { entitiesIn } from '../../projections/filters.js';
import type { FactView } from '../facts/fact-views.js';

/** Payload fields that say in words what a fact is. */
const TEXTS = ['claim', 'directive', 'shortcoming', 'market', 'purpose', 'description'];

/** A fact in one line: `Sanction imposed: us, cn, h20`. */
export function titleOf({ type, data, status }: FactView): string {
  const words = type.replace(/(?<=[a-z])([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  const said = TEXTS.map((field) => data[field]).find((text) => typeof text === 'string');
  const about = [...new Set(entitiesIn(data)), ...(said ? [said] : [])].join(', ');
  const marks = [data.modality === 'asserted' ? '' : ` (${data.modality})`, status === 'current' ? '' : ` [${status}]`];
  return `${words}${about ? `: ${about}` : ''}${marks.join('')}`;
}

/** What a fact rests on: the quote where there is one, else its payload. */
export const contentOf = ({ meta, data }: FactView): string => meta.evidence?.exact ?? JSON.stringify(data);

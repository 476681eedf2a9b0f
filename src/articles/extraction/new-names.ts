import { slug } from '../../../events/text.js';
import type { Mention } from './mentions.js';
import type { NameResolver } from './types.js';

const NAME = String.raw`[A-Z][\p{L}\p{N}&'’-]*(?: (?:of |the |and |& )?[A-Z0-9][\p{L}\p{N}&'’-]*){0,4}`;
/** What marks a capitalized name as a company: its legal form or the kind of its business. */
const COMPANY = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(${NAME} (?:Inc|Corp|Corporation|Ltd|Limited|PLC|plc|AG|SE|NV|SA|GmbH|Group|Holdings|Motors?|Pharmaceuticals?|Pharma|Therapeutics|Bank|Airlines|Airways|Energy|Technologies|Technology|Semiconductor|Electronics|Systems|Labs|Foods|Shipping|Steel|Mining|Capital|Partners|Ventures))(?![\p{L}\p{N}])`,
  'gu',
);
const APPOSITION = new RegExp(
  `(?:chipmaker|carmaker|automaker|drugmaker|start-?up|company|firm|developer|manufacturer|maker|retailer|operator|supplier|bank|airline|refiner|miner|broker|consultancy|researcher|analytics firm|data provider) (${NAME})`,
  'gu',
);

/** Capitalized names that the gazetteer does not hold, where the words around them say that they are companies. */
export function newNamesIn(text: string, start: number, end: number, resolve?: NameResolver): Mention[] {
  const sentence = text.slice(start, end);
  const found: Mention[] = [];
  for (const pattern of [COMPANY, APPOSITION])
    for (const match of sentence.matchAll(pattern)) {
      const name = (match[1] as string).replace(/['’]s$/, '');
      const from = start + match.index + match[0].lastIndexOf(match[1] as string);
      const id = resolve?.(name) ?? slug(name);
      if (id !== '') found.push({ kind: 'C', id, name, start: from, end: from + name.length });
    }
  return found;
}

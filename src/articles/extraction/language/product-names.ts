import { slug } from '../../../../events/text.js';
import type { Mention } from './mentions.js';

/** What makes another product of a family's name: "9030", "Z TriFold", "8 Elite", "Pro". */
const MEMBER =
  /^(?:-\d{1,4}\p{Lu}{0,3}(?!\p{L})| (?:\p{Lu}{1,3}\d*|\p{Lu}?\d{1,4}\p{L}{0,3}|\d\.\d|Xi|Si|Pro|Max|Ultra|Plus|Mini|Lite|Air|Elite|Turbo|Neo|Zero|Next|Fold|Flip|\p{Lu}\p{Ll}+\p{Lu}\p{Ll}+))+(?![\p{L}\p{N}%,.]\p{N}|\p{L})/u;

/** Known families with the words after them that name a member; it keeps the family's maker. */
export function extendedProducts(text: string, known: readonly Mention[]): Mention[] {
  return known.map((m, i) => {
    if (m.kind !== 'product') return m;
    const after = MEMBER.exec(text.slice(m.end, m.end + 30))?.[0];
    const next = known[i + 1];
    if (
      !after ||
      (next && next.start < m.end + after.length) ||
      /^ (?:19|20)\d\d$/.test(after) ||
      /^ [AI]$/.test(after)
    )
      return m;
    if (/^ (?:million|billion|units)/.test(text.slice(m.end + after.length))) return m;
    const name = `${m.name}${after}`;
    const id = slug(name);
    return {
      ...m,
      end: m.end + after.length,
      id,
      name,
      ...(m.entity ? { entity: { ...m.entity, id, name, aliases: [], partOf: m.entity.id } } : {}),
    };
  });
}

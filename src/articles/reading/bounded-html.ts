/** Elements nested deeper than this are no article: Readability takes time that grows with the square of the depth. */
const MAX_DEPTH = 250;
const MAX_ELEMENTS = 20_000;

const HIDDEN = /<(script|style|noscript|template|svg|iframe)\b/gi;
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
const TAG = /<(\/?)([a-z][a-z0-9-]{0,40})\b[^<>]{0,4000}>/gi;

/** The page without scripts and styles; undefined where it is nested or split up like no page written for readers. */
export function boundedHtml(html: string): string | undefined {
  const visible = withoutHidden(html);
  let depth = 0;
  let elements = 0;
  for (const [tag, closing, name = ''] of visible.matchAll(TAG)) {
    if (VOID.has(name.toLowerCase()) || tag.endsWith('/>')) continue;
    depth = closing ? Math.max(0, depth - 1) : depth + 1;
    elements++;
    if (depth > MAX_DEPTH || elements > 2 * MAX_ELEMENTS) return undefined;
  }
  return visible;
}

/** Cuts each hidden element from its opening to its end by plain search, so that no input makes it slow. */
function withoutHidden(html: string): string {
  const lower = html.toLowerCase();
  let kept = '';
  let from = 0;
  HIDDEN.lastIndex = 0;
  for (let match = HIDDEN.exec(html); match; match = HIDDEN.exec(html)) {
    kept += html.slice(from, match.index);
    const end = lower.indexOf(`</${match[1]?.toLowerCase()}`, match.index);
    const close = end < 0 ? -1 : lower.indexOf('>', end);
    if (close < 0) return kept;
    from = close + 1;
    HIDDEN.lastIndex = from;
  }
  return kept + html.slice(from);
}

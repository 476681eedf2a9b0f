import { Parser } from 'htmlparser2';

/** Elements nested deeper than this are no article: Readability takes time that grows with the square of the depth. */
const MAX_DEPTH = 100;
const MAX_ELEMENTS = 20_000;
/** Runs of text, which entities and stray brackets split. */
const MAX_TEXTS = 100_000;
/** Characters parsed between two looks at the bounds. */
const STEP = 16_384;

const HIDDEN = /<(script|style|noscript|template|svg|iframe)\b/gi;

/** The page without scripts and styles; undefined where it is nested or split up like no page written for readers. */
export function boundedHtml(html: string): string | undefined {
  const visible = withoutHidden(html);
  let depth = 0;
  let deepest = 0;
  let elements = 0;
  let texts = 0;
  const parser = new Parser({
    onopentagname() {
      elements++;
      depth++;
      deepest = Math.max(deepest, depth);
    },
    onclosetag() {
      depth--;
    },
    ontext() {
      texts++;
    },
  });
  for (let from = 0; from < visible.length; from += STEP) {
    parser.write(visible.slice(from, from + STEP));
    if (deepest > MAX_DEPTH || elements > MAX_ELEMENTS || texts > MAX_TEXTS) return undefined;
  }
  return visible;
}

/** Cuts each hidden element from its opening to its end by plain search, so that no input makes it slow. */
function withoutHidden(html: string): string {
  let kept = '';
  let from = 0;
  HIDDEN.lastIndex = 0;
  for (let match = HIDDEN.exec(html); match; match = HIDDEN.exec(html)) {
    kept += html.slice(from, match.index);
    const closing = new RegExp(`</${match[1]}`, 'gi');
    closing.lastIndex = match.index;
    const close = closing.test(html) ? html.indexOf('>', closing.lastIndex) : -1;
    if (close < 0) return kept;
    from = close + 1;
    HIDDEN.lastIndex = from;
  }
  return kept + html.slice(from);
}

import type { FactType } from '../../../../events/catalogue.js';
import type { AmountMention } from '../language/amounts.js';
import type { Mention } from '../mentions.js';
import type { Scene } from '../scene.js';
import type { ExtractedFact, TextSpan } from '../types.js';

export type Rule = (scene: Scene) => ExtractedFact[];
type Fields = Record<string, unknown>;

/** A place where a pattern holds. */
export class Match {
  constructor(
    readonly scene: Scene,
    private readonly match: RegExpExecArray,
  ) {}

  /** The words that a named group has matched, masked. */
  text(group: string): string | undefined {
    return this.match.groups?.[group];
  }

  /** The article's words under a named group. */
  words(group: string): string | undefined {
    const text = this.text(group);
    return text?.replace(/⟦[A-Z](\d+)⟧/g, (token) => this.original(token)).trim();
  }

  mentions(group: string): Mention[] {
    const tokens = [...(this.text(group) ?? '').matchAll(/⟦[CPJOHG](\d+)⟧/g)];
    return tokens.map(([, i]) => this.scene.mentions[Number(i)] as Mention);
  }

  ids(group: string): string[] {
    return [...new Set(this.mentions(group).map(({ id }) => id))];
  }

  id(group: string): string | undefined {
    return this.ids(group)[0];
  }

  amount(group: string): AmountMention | undefined {
    const token = /⟦[MUXF](\d+)⟧/.exec(this.text(group) ?? '');
    return token ? this.scene.amounts[Number(token[1])] : undefined;
  }

  /** The match itself, masked. */
  get maskedText(): string {
    return this.match[0];
  }

  get index(): number {
    return this.match.index;
  }

  /** The quote: the words of the whole match. */
  get span(): TextSpan {
    const whole = this.match[0];
    const lead = whole.length - whole.replace(/^[\s,;:—–-]+/, '').length;
    const trail = whole.length - whole.replace(/[\s,;:—–.-]+$/, '').length;
    return this.scene.masked.original(this.index + lead, this.index + whole.length - trail);
  }

  private original(token: string): string {
    const at = this.scene.masked.text.indexOf(token);
    const { start, end } = this.scene.masked.original(at, at + token.length);
    return this.scene.text.slice(start, end);
  }
}

const LIST = '(?:(?:, and |, or |, | and | or | & |⁄)(?:⟦[KINDS]\\d+⟧))';
const KIND_SETS: Readonly<Record<string, string>> = {
  C: 'CG',
  P: 'P',
  A: 'JO',
  E: 'CGPJOH',
  S: 'CHOJG',
  T: 'JCGO',
  M: 'M',
  U: 'U',
  N: 'UM',
  X: 'X',
  F: 'F',
  D: 'D',
};

/**
 * Compiles a pattern over masked sentences: `{C:name}` is one or several companies under a group's name, `{M}` an
 * amount of money, `~` a few words that name nothing, ` ` any white space. Every quantifier is bounded.
 */
export function pattern(source: string): RegExp {
  const compiled = source
    .replace(/(?<!\\p)\{([A-Z])(?::(\w+))?\}/g, (_, kind: string, name?: string) => {
      const set = KIND_SETS[kind] ?? kind;
      const one = `⟦[${set}]\\d+⟧`;
      const several = /[CPETS]/.test(kind) ? `${one}${LIST.replace('KINDS', set)}{0,4}` : one;
      return name === undefined ? `(?:${several})` : `(?<${name}>${several})`;
    })
    .replace(/~~/g, '[^.;]{0,90}?')
    .replace(/~/g, '[^.;⟦⟧]{0,60}?');
  return new RegExp(compiled, 'gu');
}

export interface Draft {
  readonly data: Fields;
  readonly confidence?: number;
  /** Where the fact has no time of its own though the sentence names one. */
  readonly undated?: boolean;
  readonly attributedTo?: string;
}

const VERSION = '1';

/** A rule: where the pattern holds, the builder says what it tells. */
export function rule(
  type: FactType,
  sources: readonly string[],
  build: (match: Match) => Draft | Draft[] | undefined,
  dated = whenOf,
): Rule {
  const patterns = sources.map(pattern);
  return (scene) => {
    const found: ExtractedFact[] = [];
    for (const expression of patterns)
      for (const execution of scene.masked.text.matchAll(expression)) {
        const match = new Match(scene, execution as RegExpExecArray);
        if (isNothing(scene, match)) continue;
        const built = build(match);
        for (const draft of Array.isArray(built) ? built : built ? [built] : [])
          found.push(factOf(type, match, draft, dated));
      }
    return found;
  };
}

/** Questions and suppositions tell no facts. */
function isNothing(scene: Scene, match: Match): boolean {
  const text = scene.masked.text;
  if (/\?\s*["”’]?$/.test(text)) return true;
  return /(?:^|[,;] )(?:If|Had|Were|Suppose|Would|if) [^,]{0,80}$/.test(text.slice(0, match.index));
}

function factOf(
  type: FactType,
  match: Match,
  draft: Draft,
  dated: (match: Match) => string | undefined,
): ExtractedFact {
  const { scene, span } = match;
  const when = draft.undated || 'when' in draft.data ? undefined : dated(match);
  const places = scene.places;
  const modality = modalityOf(match);
  const data = { places, modality, ...(when === undefined ? {} : { when }), ...draft.data };
  const attributedTo = draft.attributedTo ?? attributionOf(scene);
  return {
    type,
    data: Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)),
    evidence: { exact: scene.article.text.slice(span.start, span.end), ...span },
    ...(attributedTo && { attributedTo }),
    extractor: { name: 'rules', version: VERSION, confidence: draft.confidence ?? 0.7 },
  };
}

const EXPECTED =
  /\b(?:will|would|plans? to|planned to|planning to|expects? to|expected to|is due|are due|due (?:in|to|by|⟦D)|aims? to|intends? to|set to|is to|are to|could|may|might|scheduled|hopes? to|seeks? to|about to|slated|on track|forecasts?|projected|is expected)\b/;
const DENIED =
  /\b(?:denied|denies|deny|has not|have not|did not|does not|do not|never|no plans? to|ruled out|rejected)\b/;

/** Reported, expected or denied, by the words of the match and just before it. */
export function modalityOf(match: Match): 'asserted' | 'expected' | 'denied' {
  const text = match.scene.masked.text;
  const words = `${text.slice(Math.max(0, match.index - 30), match.index)}${match.text('verb') ?? match.maskedText}`;
  if (DENIED.test(words)) return 'denied';
  return EXPECTED.test(words) ? 'expected' : 'asserted';
}

/** The date nearest to the match, within its sentence. */
export function dateNear(match: Match) {
  const { start, end } = match.span;
  const distance = (date: TextSpan) =>
    date.end <= start ? start - date.end : date.start >= end ? date.start - end : 0;
  const [nearest] = [...match.scene.dates].sort((a, b) => distance(a) - distance(b));
  return nearest;
}

/** The `when` of a change or a claim: the nearest date. */
export function whenOf(match: Match): string | undefined {
  const date = dateNear(match);
  if (date === undefined) return undefined;
  if (date.role === 'since' && !date.edtf.includes('/')) return `${date.edtf}/..`;
  if (date.role === 'until' && !date.edtf.includes('/')) return `../${date.edtf}`;
  return date.edtf;
}

/** The `when` of a figure: "at the end of 2024" closes the year that it is about. */
export function periodWhen(match: Match): string | undefined {
  const date = dateNear(match);
  const yearEnd = date && /^(\d{4})-12~$/.exec(date.edtf);
  return yearEnd ? yearEnd[1] : whenOf(match);
}

/** The `when` of what goes on from its start. */
export function standingWhen(match: Match): string | undefined {
  const when = whenOf(match);
  return when === undefined || when.includes('/') ? when : `${when}/..`;
}

const ATTRIBUTION =
  /(?:according to|writes|reported by|reports?|said|told) (?:the )?(⟦[COHJ]\d+⟧)|(⟦[COHJ]\d+⟧) (?:reported|writes)/u;

function attributionOf(scene: Scene): string | undefined {
  const match = ATTRIBUTION.exec(scene.masked.text);
  const token = /\d+/.exec(match?.[1] ?? match?.[2] ?? '');
  return token ? scene.mentions[Number(token[0])]?.name : undefined;
}

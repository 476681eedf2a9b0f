import type { TextSpan } from '../types.js';
import {
  dayOf,
  daysUntil,
  isoDay,
  isoHalf,
  isoMonth,
  isoQuarter,
  isoYear,
  type Reference,
  shiftYears,
} from './calendar.js';

/** What stands before a date: it says on which side of it the fact lies. */
export type DateRole = 'at' | 'since' | 'until' | 'by';

export interface DateMention extends TextSpan {
  /** A date or an interval of the catalogue's EDTF. */
  edtf: string;
  role: DateRole;
  /** Whether it is a reporting period: a quarter, a half, nine months, a year. */
  period: boolean;
  /** Whether it lies relative to another date of the text ("a year earlier"). */
  shifted: boolean;
  /** Whether it is told only to be compared with: "as many as in 2024". */
  compared: boolean;
  /** Whether the words before it speak of what is to come. */
  forward: boolean;
}

interface Raw {
  edtf: string;
  period?: boolean;
  /** Years away from the date told before. */
  shift?: number;
  same?: boolean;
  /** "the quarter": of the periods told before, the last of that length. */
  quarter?: boolean;
}

interface Scene {
  now: Reference;
  /** Whether the words around speak of what is to come. */
  forward: boolean;
  /** What stands before the match. */
  before: string;
}

type Resolve = (groups: (string | undefined)[], scene: Scene) => Raw | undefined;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?![a-z])\\.?';
const YEAR = '((?:19|20)\\d{2})';
const ORDINAL: Record<string, number> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  last: 4,
  final: 4,
  opening: 1,
  closing: 4,
};
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const NUMBER: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
};

const monthOf = (word: string): number => MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1;
const count = (word: string | undefined): number =>
  word === undefined ? 1 : (NUMBER[word.toLowerCase()] ?? Number(word));

/** The year of a month that names none: the last such month, or, in words of what is to come, the next. */
function yearOfMonth(month: number, { now, forward }: Scene): number {
  if (forward) return month >= now.month ? now.year : now.year + 1;
  return month <= now.month ? now.year : now.year - 1;
}

function relativeYear(word: string | undefined, now: Reference): number | undefined {
  if (word === undefined) return undefined;
  if (/^\d{4}$/.test(word)) return Number(word);
  if (/last|previous|past|prior/i.test(word)) return now.year - 1;
  if (/next|coming|following/i.test(word)) return now.year + 1;
  return now.year;
}

const YEARREF = `(?:(?:,? (?:of|in)(?: fiscal)? |,? )(${YEAR.slice(1, -1)}|last year|this year|next year|the year|the previous year)(?!\\d))?`;

function quarter(n: number, yearWord: string | undefined, scene: Scene): Raw | undefined {
  const { now, forward } = scene;
  const year = relativeYear(yearWord, now);
  if (year !== undefined) return { edtf: isoQuarter(year, n), period: true };
  if (forward) return { edtf: isoQuarter(n >= now.quarter ? now.year : now.year + 1, n), period: true };
  return {
    edtf: isoQuarter(
      n < now.quarter || (n === now.quarter && now.month % 3 === 0 && now.day > 20) ? now.year : now.year - 1,
      n,
    ),
    period: true,
  };
}

function half(n: number, yearWord: string | undefined, { now, forward }: Scene): Raw {
  const year = relativeYear(yearWord, now);
  const current = now.month <= 6 ? 1 : 2;
  if (year !== undefined) return { edtf: isoHalf(year, n), period: true };
  if (forward) return { edtf: isoHalf(n >= current ? now.year : now.year + 1, n), period: true };
  return {
    edtf: isoHalf(n < current || (n === current && now.month % 6 === 0) ? now.year : now.year - 1, n),
    period: true,
  };
}

function part(word: string, year: number): string {
  if (/^early|beginning|start/i.test(word)) return `${isoMonth(year, 1)}~`;
  if (/^mid|middle/i.test(word)) return `${isoMonth(year, 6)}~`;
  return `${isoMonth(year, 12)}~`;
}

function weekday(word: string, scene: Scene): Raw {
  const index = WEEKDAYS.indexOf(word.toLowerCase());
  const { now, forward, before } = scene;
  if (/\b(?:next|coming)\s$/i.test(before)) return { edtf: now.plusDays(((index - now.weekday + 6) % 7) + 1) };
  if (forward && !/\blast\s$/i.test(before) && /\b(?:will|due|from|until|by)\b[^.;]{0,40}$/i.test(before))
    return { edtf: now.plusDays((index - now.weekday + 7) % 7) };
  return { edtf: now.plusDays(-((now.weekday - index + 7) % 7)) };
}

interface Pattern {
  pattern: RegExp;
  resolve: Resolve;
  /** What a text must have, in small letters, for the pattern to be worth trying. */
  needs: RegExp;
}

const ANY_MONTH = /jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/;
const UNITS = ['quarter', 'half', 'month', 'week', 'year', 'period', 'decade'];

/** The words of which a text must have one, by those in the pattern. */
function needsOf(source: string): RegExp {
  if (source.includes('(Jan(')) return ANY_MONTH;
  if (source.includes('Sunday')) return /day/;
  if (source.includes('spring')) return /spring|summer|autumn|winter/;
  if (/Q\(|\)Q|H\(/.test(source)) return /[qh]/;
  if (source.includes('FY')) return /year|fy/;
  const units = UNITS.filter((unit) => source.includes(unit));
  return units.length > 0 && !source.includes('|year-end)') ? new RegExp(units.join('|')) : /./;
}

const p = (source: string, resolve: Resolve, flags = 'gi', needs = needsOf(source)): Pattern => ({
  pattern: new RegExp(`(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])`, `${flags}u`),
  resolve,
  needs,
});

function dayInMonth(day: string, monthWord: string, yearWord: string | undefined, scene: Scene): Raw | undefined {
  const month = monthOf(monthWord);
  const year = yearWord === undefined ? yearOfDay(month, Number(day), scene) : Number(yearWord);
  const edtf = dayOf(year, month, Number(day));
  return edtf === undefined ? undefined : { edtf };
}

function yearOfDay(month: number, day: number, { now, forward }: Scene): number {
  const later = month > now.month || (month === now.month && day > now.day);
  if (forward)
    return later || (month === now.month && day === now.day)
      ? now.year
      : now.month - month <= 1 && now.month >= month
        ? now.year
        : now.year + 1;
  return later ? now.year - 1 : now.year;
}

const monthsBefore = (year: number, month: number, months: number): string => {
  const index = year * 12 + month - 1 - months;
  return isoMonth(Math.floor(index / 12), (index % 12) + 1);
};

/** The day after the one so many months before. */
function dayAfter(day: string, months: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  const last = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0) === at.getTime();
  return isoDay(
    last
      ? Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - months + 1, 1)
      : Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - months, at.getUTCDate() + 1),
  );
}

/** In the order in which they are tried; what an earlier one took is not read again. */
const PATTERNS = [
  p(`(?:the )?week (?:to|ended|ending|through)(?: on)? ${MONTH} (\\d{1,2})(?:,? ${YEAR})?`, ([, m, d, y], scene) => {
    const day = dayInMonth(d!, m!, y, scene);
    return day && { edtf: daysUntil(day.edtf, 6), period: true };
  }),
  p(
    `(?:the )?(quarter|three months|half|six months|nine months|year|twelve months|fiscal year|financial year|business year)(?: that)?,? (?:ended|ending|ends|to|through)(?: in)?(?: the end of)? ${MONTH}(?: (?!\\d{1,2}(?!\\d))${YEAR})?(?! \\d{1,2}(?!\\d))`,
    ([, what, m, y], scene) => {
      const month = monthOf(m!);
      const year = y === undefined ? yearOfMonth(month, scene) : Number(y);
      const length = /quarter|three/i.test(what!) ? 3 : /half|six/i.test(what!) ? 6 : /nine/i.test(what!) ? 9 : 12;
      return { edtf: `${monthsBefore(year, month, length - 1)}/${isoMonth(year, month)}`, period: true };
    },
  ),
  p(
    `(?:[Bb]etween|[Ff]rom) ${MONTH} (?:and|to) ${MONTH}(?! \\d{1,2}(?!\\d))(?:,? (?:of )?${YEAR})?`,
    ([, from, to, y], scene) => {
      const [a, b] = [monthOf(from!), monthOf(to!)];
      const year = y === undefined ? yearOfMonth(b, scene) : Number(y);
      return { edtf: `${isoMonth(a > b ? year - 1 : year, a)}/${isoMonth(year, b)}`, period: true };
    },
    'g',
  ),
  p(
    `${MONTH} and ${MONTH}(?! \\d{1,2}(?!\\d))(?:,? (?:of )?${YEAR})?`,
    ([, from, to, y], scene) => {
      const [a, b] = [monthOf(from!), monthOf(to!)];
      if (b !== (a % 12) + 1) return undefined;
      const year = y === undefined ? yearOfMonth(b, scene) : Number(y);
      return { edtf: `${isoMonth(a > b ? year - 1 : year, a)}/${isoMonth(year, b)}`, period: true };
    },
    'g',
  ),
  p(`${MONTH} quarter(?: of ${YEAR})?`, ([, m, y], scene) => {
    const month = monthOf(m!);
    const year = y === undefined ? yearOfMonth(month, scene) : Number(y);
    return { edtf: `${monthsBefore(year, month, 2)}/${isoMonth(year, month)}`, period: true };
  }),
  p(`(?:from )?${YEAR} (?:to|until|through) ${YEAR}`, ([, a, b]) =>
    Number(a) < Number(b) ? { edtf: `${a}/${b}`, period: true } : undefined,
  ),
  p(`(?:the )?(first|last|final) three months${YEARREF}`, ([, which, y], scene) =>
    quarter(/first/i.test(which!) ? 1 : 4, y, scene),
  ),
  p(`the (?:end of the )?decade`, (_g, { now }) => ({ edtf: `${Math.floor(now.year / 10) * 10 + 10}` })),
  p(
    `(?:the )?((?:fiscal |financial |business )?year|twelve months|nine months|six months|half)(?: that)?,? (?:ended|ending|ends|to|through)(?: on)? ${MONTH} (\\d{1,2})(?:,? ${YEAR})?`,
    ([, what, m, d, y], scene) => {
      const day = dayInMonth(d!, m!, y, scene);
      const months = /half|six/.test(what!) ? 6 : /nine/.test(what!) ? 9 : 12;
      return day && { edtf: `${dayAfter(day.edtf, months)}/${day.edtf}`, period: true };
    },
  ),
  p(
    '(?:three months|quarter|13 weeks|thirteen weeks)(?: that)?,? (?:ended|ending|ends|to|through)(?: on)? ' +
      `${MONTH} (\\d{1,2})(?:,? ${YEAR})?`,
    ([, m, d, y], scene) => {
      const day = dayInMonth(d!, m!, y, { ...scene, forward: false });
      const next = y === undefined && scene.forward ? dayInMonth(d!, m!, y, { ...scene, forward: true }) : day;
      return next && { edtf: daysUntil(next.edtf, 90), period: true };
    },
  ),
  p(`${YEAR}-(\\d{2})-(\\d{2})`, ([, y, m, d]) => {
    const edtf = dayOf(Number(y), Number(m), Number(d));
    return edtf === undefined ? undefined : { edtf };
  }),
  p(`(?:the )?(\\d{1,2})(?:st|nd|rd|th) of (last|this|next) month`, ([, d, which], { now }) => {
    const [y, m] = now
      .plusMonths(/last/i.test(which!) ? -1 : /next/i.test(which!) ? 1 : 0)
      .split('-')
      .map(Number);
    const edtf = dayOf(y!, m!, Number(d));
    return edtf === undefined ? undefined : { edtf };
  }),
  p(`${MONTH} (\\d{1,2})(?:st|nd|rd|th)?(?:,? ${YEAR})?`, ([, m, d, y], scene) => dayInMonth(d!, m!, y, scene), 'g'),
  p(
    `(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}(?:,? ${YEAR})?`,
    ([, d, m, y], scene) => dayInMonth(d!, m!, y, scene),
    'g',
  ),
  p(
    `(early|mid|late|the (?:end|beginning|start|middle) of)[\\s-]?${MONTH}(?:,? (?:of )?${YEAR})?`,
    ([, , m, y], scene) => ({
      edtf: `${isoMonth(y === undefined ? yearOfMonth(monthOf(m!), scene) : Number(y), monthOf(m!))}~`,
    }),
  ),
  p(`${MONTH},? (?:of )?${YEAR}`, ([, m, y]) => ({ edtf: isoMonth(Number(y), monthOf(m!)) })),
  p(`${MONTH} (?:of )?(last|this|next) year`, ([, m, which], { now }) => ({
    edtf: isoMonth(relativeYear(which, now)!, monthOf(m!)),
  })),
  p(`(last|next) ${MONTH}`, ([, which, m], scene) => {
    const [month, forward] = [monthOf(m!), /next/i.test(which!)];
    const year = yearOfMonth(month, { ...scene, forward });
    return { edtf: isoMonth(month === scene.now.month ? year + (forward ? 1 : -1) : year, month) };
  }),
  p(`(first|second|third|fourth|last|final|opening|closing)[\\s-](?:calendar )?quarter${YEARREF}`, ([, n, y], scene) =>
    /^(?:last)$/i.test(n!) && y === undefined ? lastQuarter(scene) : quarter(ORDINAL[n!.toLowerCase()]!, y, scene),
  ),
  p(`Q([1-4])(?:[ -]?(?:of )?'?(${YEAR.slice(1, -1)}|\\d{2}|last year|this year|next year))?`, ([, n, y], scene) =>
    quarter(Number(n), y?.length === 2 ? `20${y}` : y, scene),
  ),
  p(`([1-4])Q[ -]?(${YEAR.slice(1, -1)}|\\d{2})?`, ([, n, y], scene) =>
    quarter(Number(n), y?.length === 2 ? `20${y}` : y, scene),
  ),
  p(`(?:the )?(last|previous|next|this|current|past) quarter`, ([, which], scene) =>
    /next/i.test(which!) ? step(scene, 1) : /this|current/i.test(which!) ? step(scene, 0) : lastQuarter(scene),
  ),
  p(`(first|second)[\\s-]half${YEARREF}`, ([, n, y], scene) => half(ORDINAL[n!.toLowerCase()]!, y, scene)),
  p(`(first|second) six months${YEARREF}`, ([, n, y], scene) => half(ORDINAL[n!.toLowerCase()]!, y, scene)),
  p(
    `H([12])[ -]?(?:of )?(${YEAR.slice(1, -1)}|last year|this year|next year)?`,
    ([, n, y], scene) => half(Number(n), y, scene),
    'g',
  ),
  p(`(?:the )?first (two|three|four|five|seven|eight|ten|eleven|\\d{1,2}) months${YEARREF}`, ([, n, y], { now }) => {
    const months = count(n);
    const year = relativeYear(y, now) ?? (now.month > months ? now.year : now.year - 1);
    return { edtf: `${year}-01/${isoMonth(year, months)}`, period: true };
  }),
  p(
    `(last|this|next|the)? ?(spring|summer|autumn|winter)(?:,? (?:of |in )?(${YEAR.slice(1, -1)}|last year|this year|next year))?`,
    ([, which, s, y], scene) => season(which, s!, y, scene),
  ),
  p(`(?:in|for|during|over) the (quarter|half-year|half|period|three months|six months)`, ([, what]) => ({
    edtf: '',
    same: true,
    shift: 0,
    quarter: /quarter|half/i.test(what!),
  })),
  p(`(?:the )?(?<!(?:first|past|last|next) )nine[\\s-]months?['’]?(?= \\p{L})`, (_g, { now }) => {
    const year = now.month > 9 ? now.year : now.year - 1;
    return { edtf: `${year}-01/${year}-09`, period: true };
  }),
  p(`first nine months${YEARREF}`, ([, y], { now }) => {
    const year = relativeYear(y, now) ?? (now.month > 9 ? now.year : now.year - 1);
    return { edtf: `${year}-01/${year}-09`, period: true };
  }),
  p(`half-year`, (_g, { now }) => ({
    edtf: now.month > 6 ? isoHalf(now.year, 1) : isoHalf(now.year - 1, 2),
    period: true,
  })),
  p(
    `(early|mid|late|the (?:end|beginning|start|middle|close) of|year-end)[\\s-]?(?:in )?(${YEAR.slice(1, -1)}|last year|this year|next year|the year)`,
    ([, which, y], { now }) => ({ edtf: part(which!.replace(/^the /i, ''), relativeYear(y, now)!) }),
  ),
  p(`(early|late) (last|this|next) month`, ([, , which], { now }) => ({
    edtf: `${now.plusMonths(/last/i.test(which!) ? -1 : /next/i.test(which!) ? 1 : 0)}~`,
  })),
  p(`before the month is out|before the end of the month|later this month|by the end of the month`, (_g, { now }) => ({
    edtf: `${isoDay(now.time)}/${isoDay(Date.UTC(now.year, now.month, 0))}`,
  })),
  p(
    `before the year is (?:out|over)|by year[\\s-]end|(?:before|by) the end of (?:the|this) year|later this year`,
    (_g, { now }) => ({ edtf: `${isoYear(now.year)}` }),
  ),
  p(
    `(?:the same|that same|the corresponding) (?:quarter|period|half|months?|three months|six months)(?: (?:of (?:the )?)?(?:(last|previous|prior) year|(a|one|the) year (?:earlier|before|ago)|in (${YEAR.slice(1, -1)})|of (${YEAR.slice(1, -1)})))?`,
    ([, a, b, c, d], { now }) =>
      (c ?? d)
        ? { edtf: '', same: true, shift: Number(c ?? d) - now.year }
        : { edtf: '', same: true, shift: a || b ? -1 : 0 },
  ),
  p(
    `(?:a|one|the) year (?:earlier|before|ago|prior|previously)|twelve months (?:earlier|before|ago)|12 months (?:earlier|before|ago)|year-(?:ago|earlier)|the previous year|the prior year|the preceding year`,
    () => ({ edtf: '', shift: -1 }),
  ),
  p(`that (?:year|quarter|half|half-year)`, () => ({ edtf: '', shift: 0 })),
  p(
    `(?:a|one) year (?:later|after(?: that)?|on)|the (?:following|next) year|the year after(?: that)?|twelve months later`,
    () => ({ edtf: '', shift: 1 }),
  ),
  p(`(two|three|four|five) years (earlier|before|later)`, ([, n, dir]) => ({
    edtf: '',
    shift: count(n) * (/later/i.test(dir!) ? 1 : -1),
  })),
  p(
    `(\\d{1,2}|a|one|two|three|four|five|six|seven|eight|nine|ten) (day|week|month|year)s? ago`,
    ([, n, unit], { now }) => ago(count(n), unit!, now),
  ),
  p(
    `(over|in|within|during) (the (?:next|coming) )?(\\d{1,2}|two|three|four|five|six|seven|eight|ten) years`,
    ([, how, next, n], { now, forward }) =>
      /^in$/i.test(how!) && !next && !forward
        ? undefined
        : {
            edtf: `${isoMonth(now.year, now.month)}/${isoMonth(now.year + count(n), now.month)}`,
          },
  ),
  p(`(last|past|this|next) (week|month|year)`, ([, which, unit], { now }) => nearUnit(which!, unit!, now)),
  p(`yesterday`, (_g, { now }) => ({ edtf: now.plusDays(-1) })),
  p(`today|this morning|tonight|this evening`, (_g, { now }) => ({ edtf: now.plusDays(0) })),
  p(`tomorrow`, (_g, { now }) => ({ edtf: now.plusDays(1) })),
  p(
    `(Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday)(?: (?:morning|afternoon|evening|night))?`,
    ([, day], scene) => weekday(day!, scene),
    'g',
  ),
  p(
    `(?:[Ii]n|[Bb]y|[Ss]ince|[Uu]ntil|[Tt]ill|[Ff]rom|of|[Ff]or|[Dd]uring|to|[Tt]hrough|and|[Bb]efore|[Aa]fter|next|over|around|this|[Tt]he|[Ii]ts|their|s) ${MONTH}`,
    ([, m], scene) => ({ edtf: isoMonth(yearOfMonth(monthOf(m!), scene), monthOf(m!)) }),
    'g',
  ),
  p(`(?:full[\\s-]year|fiscal year|FY) ?${YEAR}`, ([, y]) => ({ edtf: y!, period: true })),
  p(`${YEAR}`, ([, y]) => ({ edtf: y!, period: true })),
  p(
    `for the year as a whole|for the (?:full |whole |entire )?year(?! to| end| ago| before| earlier)|full[\\s-]year|over the year`,
    (_g, { now, forward }) => ({ edtf: isoYear(forward || now.month > 3 ? now.year : now.year - 1), period: true }),
  ),
];

const SEASONS: Record<string, number> = { spring: 3, summer: 6, autumn: 9, winter: 12 };

/** Three whole months; "last summer" is the one before now. */
function season(which: string | undefined, name: string, yearWord: string | undefined, { now, forward }: Scene): Raw {
  const month = SEASONS[name.toLowerCase()]!;
  const past = /last/i.test(which ?? '');
  const over = month + 2 < now.month;
  const guess =
    past || !forward
      ? month <= now.month && !(past && !over)
        ? now.year
        : now.year - 1
      : month >= now.month
        ? now.year
        : now.year + 1;
  const year = relativeYear(yearWord, now) ?? (/next/i.test(which ?? '') && month <= now.month ? now.year + 1 : guess);
  const end = month === 12 ? isoMonth(year + 1, 2) : isoMonth(year, month + 2);
  return { edtf: `${isoMonth(year, month)}/${end}` };
}

function lastQuarter(scene: Scene): Raw {
  return step(scene, -1);
}
function step({ now }: Scene, by: number): Raw {
  const index = now.year * 4 + now.quarter - 1 + by;
  return { edtf: isoQuarter(Math.floor(index / 4), (index % 4) + 1), period: true };
}
function ago(n: number, unit: string, now: Reference): Raw {
  if (/year/i.test(unit)) return { edtf: '', shift: -n };
  if (/month/i.test(unit)) return { edtf: `${now.plusMonths(-n)}~` };
  return { edtf: `${now.plusDays(-n * (/week/i.test(unit) ? 7 : 1))}~` };
}
function nearUnit(which: string, unit: string, now: Reference): Raw {
  const by = /last|past/i.test(which) ? -1 : /next/i.test(which) ? 1 : 0;
  if (/year/i.test(unit)) return { edtf: isoYear(now.year + by), period: true };
  if (/month/i.test(unit)) return { edtf: now.plusMonths(by) };
  const monday = now.plusDays(by * 7 - ((now.weekday + 6) % 7));
  return { edtf: `${monday}~` };
}

const FORWARD =
  /\b(?:will|would|(?<!\bhad (?:once |originally )?been )due|(?:is|are) to|expect(?:s|ed|ing)?|plan(?:s|ned|ning)?|set to|about to|aim(?:s|ed|ing)?|target(?:s|ed|ing)?|schedul(?:ed|es)|slated|could|should|shall|forecast\w*|anticipat\w+|predict\w*|project(?:s|ed)|until|deadline|upcoming|intend\w*|guid(?:es|ed|ance)|counts on|take effect|takes effect|opens|starts|begins|promis\w+|pencil\w+|to (?:begin|start|open|launch|ship|enter|come|arrive|reach|hit)|ready|wants?|going to|on track|hopes?|pledg\w+|vow\w+)\b/i;
const ROLE: [RegExp, DateRole][] = [
  [/\b(?:since|from|as of|starting|beginning|effective)(?: (?:the|on|in|as early as))?\s*$/i, 'since'],
  [/\b(?:until|till|through|up to)(?: (?:the|at least))?\s*$/i, 'until'],
  [/\b(?:by|no later than|before|within)(?: the)?\s*$/i, 'by'],
];

function roleOf(text: string, start: number, matched: string): DateRole {
  const inner = /^(since|from|by|until|till|before|through)\b/i.exec(matched)?.[1]?.toLowerCase();
  if (inner)
    return inner === 'since' || inner === 'from' ? 'since' : inner === 'by' || inner === 'before' ? 'by' : 'until';
  const before = text.slice(Math.max(0, start - 24), start);
  return ROLE.find(([pattern]) => pattern.test(before))?.[1] ?? 'at';
}

/** Whether the words before a date, or, where it opens the sentence, those after it, speak of what is to come. */
const isForward = (before: string, after: string): boolean =>
  FORWARD.test(
    before
      .slice(-70)
      .split(/[;:]| but | while | whereas /)
      .at(-1)!,
  ) ||
  (before.trim().split(' ').length < 4 &&
    /^[^.;]{0,40}\b(?:will|would|shall|should|is to|are to|is due|is expected|are expected|could|may|sees?|plans?|expects?|aims?)\b/.test(
      after,
    ));

/**
 * The dates of a sentence, resolved against the publication, in order. `base` is the period told before, to which
 * "the same quarter" and "a year earlier" point; a date that points to nothing is left out. None is invented.
 */
export function datesOf(
  text: string,
  offset: number,
  now: Reference,
  base: string | undefined,
  quarter: string | undefined = base,
): DateMention[] {
  const found: (DateMention & { raw: Raw })[] = [];
  const lower = text.toLowerCase();
  const maybe =
    /\d|day|year|month|week|quarter|half|period|spring|summer|autumn|winter|january|february|march|april|may|june|july|august|september|october|november|december|tonight|morning|tomorrow/.test(
      lower,
    );
  if (!maybe) return [];
  for (const { pattern, resolve, needs } of PATTERNS)
    if (needs.test(lower))
      for (const match of text.matchAll(pattern)) {
        const [start, end] = [match.index + offset, match.index + match[0].length + offset];
        if (found.some((other) => start < other.end && other.start < end)) continue;
        if (isAmountNotYear(text, match)) continue;
        const before = text.slice(Math.max(0, match.index - 90), match.index);
        const forward = isForward(
          before,
          text.slice(match.index + match[0].length, match.index + match[0].length + 60),
        );
        const raw = resolve([...match], { now, before, forward });
        if (raw)
          found.push({
            start,
            end,
            edtf: raw.edtf,
            role: roleOf(text, match.index, match[0]),
            period: raw.period ?? false,
            shifted: raw.shift !== undefined,
            compared:
              isBeside(text, match) ||
              /\b(?:as(?! of)|than|against|versus|compared (?:with|to))(?: in| for| of| the| that of| those of| at)*\s$/i.test(
                before.slice(-30),
              ),
            forward,
            raw,
          });
      }
  found.sort((a, b) => a.start - b.start);
  return resolveShifts(found, base, quarter);
}

/** "(Q3 2024: 5 million)", "compared with $5 million in 2024": the date of a figure told only beside another. */
const isBeside = (text: string, match: RegExpExecArray): boolean =>
  (text[match.index - 1] === '(' && text[match.index + match[0].length] === ':') ||
  /\b(?:compared (?:with|to)|against|versus|(?:up|down) from) (?:\p{L}+ )?[$€£¥]?\d[\d.,]*\S* (?:\p{L}+ ){0,3}(?:in|for|of) (?:the )?$/u.test(
    text.slice(Math.max(0, match.index - 70), match.index),
  );

/** A bare four-digit number counts as a year only where no unit or currency makes it an amount. */
function isAmountNotYear(text: string, match: RegExpExecArray): boolean {
  if (!/^\d{4}$/.test(match[0])) return false;
  return (
    /[$€£¥₩#]\s?$|[,.]$/.test(text.slice(Math.max(0, match.index - 2), match.index)) ||
    /^(?:,\d|\.\d|\s?%|\s(?:units|million|billion|cars|vehicles|people|chips|stores|jobs|MW|GW|km))/.test(
      text.slice(match.index + 4, match.index + 16),
    )
  );
}

function resolveShifts(
  found: (DateMention & { raw: Raw })[],
  base: string | undefined,
  quarter: string | undefined,
): DateMention[] {
  let current = base;
  const dates: DateMention[] = [];
  for (const { raw, ...date } of found) {
    if (raw.shift !== undefined) {
      const from =
        (raw.quarter ? quarter : current) ?? current ?? found.find((other) => other.raw.shift === undefined)?.edtf;
      if (from === undefined) continue;
      date.edtf = shiftYears(from, raw.shift);
      date.period = true;
      if (raw.shift > 0) current = date.edtf;
    } else current = date.edtf;
    dates.push(date);
  }
  return dates;
}

import type { AmountMention } from '../language/amounts.js';
import type { Clause } from '../language/clauses.js';
import { PRODUCT } from '../language/lexicon/trades.js';
import type { Mention } from '../language/mentions.js';
import { isPossessed, type NounPhrase, namesIn } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { actor, common, complement, dateAt, modality, patient, pointOf } from './circumstances.js';
import { forecasterOf } from './forecasters.js';
import { kindId } from './kinds.js';
import { marketOf } from './markets.js';
import type { Candidate, Rule } from './rule.js';

const SHARE_VERB =
  /^(?:have|hold|command|control|capture|account|take|possess|own|claim|represent|win|corner|boast|make up|supply|give|credit|enjoy|keep|secure|serve)$/;
const SHARE_NOUN =
  /\b(?:share(?! price)|of (?:the |all |its |global |world |worldwide )?(?:\S+ ){0,4}?(?:market|total|shipments|deliveries|sales worldwide|world|output|supply|production|segment|category|sector|industry|enrichment|acreage|acres|trading|viewing|capacity|installations|imports|exports|registrations|refining)|of the world(?:'s|’s)?|market share|slice)\b/i;
const NO_SHARE =
  /\b(?:rose|fell|gained|dropped|up|down|grew|slipped|climbed|jumped|lost|increased?|declined?|growth|margins?|duty|duties|tariffs?|stake|discount|cheaper|faster|lower|higher|more|less|yield|interest|coupon|cut|raised|charge[sd]?|levy|pays?|shrank by|expanded|contracted|widened|narrowed)\s(?:by |of |about |some |at |a |an |to )*$/i;
const RANK_NOUN: readonly [RegExp, number][] = [
  [/\b(?:second|No\.? ?2|number two|runner-up)\b/i, 2],
  [/\b(?:third|No\.? ?3|number three)\b/i, 3],
  [/\b(?:fourth|No\.? ?4|number four)\b/i, 4],
  [/\b(?:fifth|No\.? ?5|number five)\b/i, 5],
  [/\b(?:biggest|largest|leading|top|first|No\.? ?1|number one|leader|dominant|foremost|world's most)\b/i, 1],
];
const RANKED =
  /\b(?:(?:second|third|fourth|fifth)?[- ]?(?:biggest|largest)|leading|top|No\.? ?\d|number (?:one|two|three|four|five)|leader|first (?:place|seat|rank|spot)|(?:second|third|fourth|fifth) (?:place|seat|rank|spot)|runner-up|top spot|pole position)\b/i;
const OF_A_MARKET =
  /\b(?:maker|producer|seller|supplier|exporter|importer|operator|brewer|miner|carmaker|chipmaker|drugmaker|steelmaker|planemaker|retailer|bank|lender|airline|carrier|manufacturer|market|vendor|provider|exchange|line|builder|distiller|distributor|developer|publisher|broadcaster|streamer|insurer|refiner|grower|player|brand|shipbuilder|foundry|owner|lessor|\p{L}+-?makers?|platform|house|position|place|seat|spot|rank|league|worldwide|world|globally|buyer)s?\b/iu;
const OVERTAKE = /^(?:overtake|unseat|dethrone|pass|leapfrog|displace|eclipse|surpass|replace|topple)$/;

/** Who holds a share: named beside it, or the subject. */
function holderOf(sentence: Sentence, clause: Clause | undefined, amount: AmountMention): string | undefined {
  const { who } = sentence;
  const after = sentence.slice(amount.end, amount.end + 14);
  const right = /^ (?:for|went to|belongs? to|from|to) /.test(after)
    ? sentence.phraseAt(amount.end + after.search(/\p{Lu}/u))
    : undefined;
  const near = sentence.mentions.findLast(
    (m) =>
      m.kind === 'company' &&
      m.end <= amount.start &&
      amount.start - m.end < 34 &&
      !/[;]/.test(sentence.slice(m.end, amount.start)) &&
      !/\b(?:than|ahead of|behind|of|over|according to|says|said) (?:the )?$/.test(
        sentence.slice(m.start - 16, m.start),
      ),
  );
  const subject = clause && (who.firm(clause.subject, true) ?? who.product(clause.subject, false));
  const credited =
    clause && /^(?:give|credit|put|see|estimate)$/.test(clause.verb.lemma)
      ? (who.firm(clause.objects[0]) ?? who.firm(complement(clause, 'to')))
      : undefined;
  const next = clause?.verb.passive ? complement(clause, 'by') : undefined;
  const state =
    clause &&
    (who.authority(clause.subject) ??
      (clause.subject && /^(?:share|slice)$/.test(clause.subject.head.lower)
        ? namesIn(clause.subject).find((m) => m.kind === 'jurisdiction')
        : undefined));
  const topical =
    clause?.subject?.head.tag === 'noun' &&
    clause.subject.end <= amount.start &&
    clause.subject.tokens.every((t) => /^\p{Ll}/u.test(t.text)) &&
    !/^(?:points?|two|three|rest|others?|remainder|half|rivals?|figures?)$/.test(clause.subject.head.lower) &&
    !isPossessed(clause.subject) &&
    !/^(?:share|slice|market|group|company|firm|total|figure|sales|that|those)$/.test(clause.subject.head.lower)
      ? kindId(who.thing(clause.subject))
      : undefined;
  const found = who.firm(right) ?? credited ?? who.firm(next) ?? near ?? subject ?? state;
  return found?.id ?? topical ?? sentence.context.discourse.topic(amount.start)?.id;
}

function isShare(sentence: Sentence, clause: Clause | undefined, amount: AmountMention, last: boolean): boolean {
  if (amount.kind !== 'percent' || amount.value > 100 || amount.value <= 0 || amount.range) return false;
  const before = sentence.slice(amount.start - 90, amount.start);
  const after = sentence.slice(amount.end, amount.end + 50);
  if (
    /^\s?(?:points?|cheaper|more|less|faster|farther|lighter|stake|duty|tariff|levy|discount|rise|fall|drop|increase|decline|growth|higher|lower|fewer|better|holding|of (?:its|their|the company's|the group's) )/i.test(
      after,
    )
  )
    return false;
  if (NO_SHARE.test(before.slice(-40)) && !/\bshare\b/.test(before.slice(-60))) return false;
  if (SHARE_NOUN.test(`${before.slice(-70)} ¦ ${after.split(/[;]/)[0]}`)) return true;
  if (
    clause &&
    /^(?:come|stay|rank|remain|follow|stand|lead|finish)$/.test(clause.verb.lemma) &&
    /^(?:with|at|on|in) /.test(sentence.slice(amount.start - 5, amount.start).trimStart())
  )
    return true;
  if (
    clause?.verb.lemma === 'be' &&
    /\b(?:runner-up|first|second|third|fourth|leader) (?:with|at|on) (?:about |some |just )?$/.test(before)
  )
    return true;
  return (
    last &&
    clause !== undefined &&
    (SHARE_VERB.test(clause.verb.lemma) ||
      /^(?:be|follow|come|stand|remain|shrink|amount|fall|rise|slip|drop|put|grow|climb|lead)$/.test(clause.verb.lemma))
  );
}

function shares(sentence: Sentence): Candidate[] {
  const found: Candidate[] = [];
  let last =
    /\b(?:share|shares)\b/.test(sentence.text) &&
    !/\bshares (?:rose|fell|gained|slipped|dropped|jumped|climbed|closed|lost)\b/.test(sentence.text);
  for (const amount of sentence.amounts) {
    const clause = sentence.clauseAt(amount.start);
    if (!isShare(sentence, clause, amount, last)) continue;
    last = true;
    const company = holderOf(sentence, clause, amount);
    if (!company || !clause) continue;
    const joint = /\b(?:between them|combined|put together|taken together)\b/.test(
      sentence.slice(clause.start, clause.end + 16),
    );
    if (joint && sentence.who.firms(clause.subject).length > 1) continue;
    found.push(
      share(
        sentence,
        clause,
        amount,
        company,
        rankIn(
          sentence
            .slice(amount.start - 50, amount.start)
            .split(/[;]/)
            .at(-1) ?? '',
        ),
      ),
    );
  }
  return ranked(sentence, found);
}

/** Shares of one period that are told one after the other, falling, are those of a ranking. */
function ranked(sentence: Sentence, found: readonly Candidate[]): Candidate[] {
  const now = found.filter((f) => f.type === 'MarketPositionReported' && f.data.when === found[0]!.data.when);
  const falls =
    now.length > 1 && now.every((f, i) => i === 0 || (f.data.share as number) <= (now[i - 1]!.data.share as number));
  const first = /^(?:Behind|After|Next to) |\bbehind (?:it|them)\b/.test(sentence.text) ? 2 : 1;
  return found.map((f) => {
    const place = falls && now.includes(f) ? now.indexOf(f) + first : (f.data.share as number) > 50 ? 1 : undefined;
    return f.type === 'MarketPositionReported' && place && f.data.rank === undefined
      ? { ...f, data: { ...f.data, rank: place } }
      : f;
  });
}

function share(
  sentence: Sentence,
  clause: Clause,
  amount: AmountMention,
  company: string,
  rank: number | undefined,
): Candidate {
  const shifted = sentence.dates.find(
    (d) => d.shifted && Math.min(Math.abs(d.start - amount.end), Math.abs(amount.start - d.end)) < 34,
  );
  const own = clause.dates.find((d) => !d.shifted && d.start >= clause.start && d.end <= clause.end + 2);
  const date =
    (clause.link === 'relative' ? own : undefined) ??
    shifted ??
    dateAt(sentence, clause, amount.start) ??
    sentence.dates.find((d) => d.period && !d.shifted && d.role !== 'since');
  const when = date ? pointOf(date) : undefined;
  const later =
    date !== undefined &&
    Number(date.edtf.slice(0, 4)) > new Date(sentence.context.article.publishedAt).getUTCFullYear();
  const state = later ? 'expected' : modality(sentence, clause);
  const shared = { ...(when ? { when } : {}), ...sentence.places() };
  if (state === 'expected') {
    const forecaster = forecasterOf(sentence, clause);
    return {
      type: 'ForecastMade',
      data: {
        ...shared,
        modality: 'expected',
        claim: sentence.text,
        subject: company,
        metric: 'marketShare',
        value: amount.value,
        unit: 'percent',
        qualifier: amount.qualifier,
        ...(forecaster ? { forecaster } : {}),
      },
      confidence: 0.65,
      amount,
      at: amount.start,
    };
  }
  return {
    type: 'MarketPositionReported',
    data: {
      ...shared,
      modality: 'asserted',
      company,
      market: marketOf(sentence),
      share: amount.value,
      ...(rank ? { rank } : {}),
    },
    confidence: 0.75,
    amount,
    at: amount.start,
  };
}

const rankIn = (text: string): number | undefined =>
  /\b(?:leads|led)\b/.test(text)
    ? 1
    : RANKED.test(text) || /\b(?:first|second|third|fourth)\b/i.test(text)
      ? RANK_NOUN.find(([p]) => p.test(text))?.[1]
      : undefined;

/** "X is the world's biggest planemaker", "X, Europe's largest steelmaker", "X overtook Y". */
function ranks(sentence: Sentence): Candidate[] {
  const found: Candidate[] = [];
  for (const clause of sentence.clauses) found.push(...rankOfClause(sentence, clause));
  for (const [i, np] of sentence.chunks.entries()) {
    if (np.kind !== 'np' || !isRank(sentence, np)) continue;
    const comma = sentence.chunks[i - 1];
    const seated = sentence.chunks[i - 3]?.kind === 'prep' && sentence.chunks[i - 4]?.kind === 'np';
    const owner = sentence.chunks[seated ? i - 4 : i - 2];
    const named =
      comma?.kind === 'comma' && owner?.kind === 'np' && isHolder(owner.head.mention) ? owner.head.mention : undefined;
    const inside = namesIn(np).findLast((m) => m.kind === 'company' && np.head.mention === m);
    const company = named ?? inside;
    if (company && !found.some((f) => f.data.company === company.id))
      found.push(position(sentence, undefined, company.id, np, false));
  }
  return found;
}

/** A firm, or a state as one of those who sell. */
const isHolder = (m: Mention | undefined): boolean =>
  m?.kind === 'company' || (m?.kind === 'jurisdiction' && m.adjective !== true);

const isRank = (sentence: Sentence, np: NounPhrase): boolean => {
  const text = sentence.slice(np.start, Math.max(np.end, ...np.after.map((a) => a.end)));
  const words = sentence.slice(np.start, np.end);
  return RANKED.test(words) && (OF_A_MARKET.test(text) || PRODUCT.test(np.head.lower.replace(/s$/, '')));
};

function rankOfClause(sentence: Sentence, clause: Clause): Candidate[] {
  const { who } = sentence;
  const { lemma, passive } = clause.verb;
  if (modality(sentence, clause) !== 'asserted') return [];
  const object = clause.objects[0] ?? complement(clause, 'as', 'to', 'at', 'in');
  const phrases = [...clause.objects, ...clause.complements];
  if (
    OVERTAKE.test(lemma) &&
    who.firm(patient(clause)) &&
    (lemma !== 'replace' ||
      /\b(?:market|place|spot)\b|\bas (?:the|its) (?:\S+ ){0,2}(?:biggest|largest|leading|top|number)\b/.test(
        sentence.text,
      ))
  ) {
    const company = who.firm(actor(clause));
    const told = /\b(?:biggest|largest|first|top|number one|lead|leader)\b/.test(
      sentence.slice(clause.start, clause.end),
    );
    return company
      ? [
          {
            ...position(
              sentence,
              clause,
              company.id,
              undefined,
              false,
              undefined,
              sentence.slice(clause.start, clause.end),
            ),
            ...(told || lemma !== 'pass' ? {} : { confidence: 0.3 }),
          },
        ]
      : [];
  }
  if (/^(?:dominate|lead|top)$/.test(lemma) && !/[%\d]/.test(sentence.slice(clause.verb.end, clause.verb.end + 4))) {
    const market = patient(clause);
    if (lemma === 'lead' && clause.objects.length === 0) return [];
    const named =
      market &&
      /\b(?:market|world|industry|segment|sector|field|league|ranking|table|business)\b/.test(
        sentence.slice(market.start, market.end),
      );
    if (!named && lemma !== 'dominate') return [];
    const company = who.firm(actor(clause), true);
    return company
      ? [
          position(
            sentence,
            clause,
            company.id,
            lemma === 'dominate' ? undefined : market,
            lemma !== 'dominate',
            lemma === 'dominate' ? undefined : 1,
          ),
        ]
      : [];
  }
  if (
    !/^(?:be|become|remain|stay|take over|rank|take|regain|retake|claim|keep|hold|come|make|have|name|see|crown|stand|follow|sit|retain|lose|push|win|slip|rise|climb|fall|drop|move|jump|sink|advance)$/.test(
      lemma,
    ) ||
    (passive && lemma !== 'push')
  )
    return [];
  const rank = phrases.find(
    (np) =>
      (RANKED.test(sentence.slice(np.start, np.end)) ||
        (/^(?:come|rank|stand|finish|be|remain|follow)$/.test(lemma) &&
          /^(?:first|second|third|fourth)$/.test(np.head.lower))) &&
      (isRank(sentence, np) ||
        /\b(?:leader|place|seat|spot|rank|runner-up|lead|first|second|third|fourth|No|number)\b/i.test(
          sentence.slice(np.start, np.end),
        )),
  );
  if (!rank || !object) return [];
  const company =
    (/^(?:see|have|name|crown)$/.test(lemma) ? who.firm(clause.objects[0]) : undefined) ??
    who.firm(clause.subject) ??
    who.product(clause.subject);
  return company ? [position(sentence, clause, company.id, rank, /^(?:take over|become|overtake)$/.test(lemma))] : [];
}

function position(
  sentence: Sentence,
  clause: Clause | undefined,
  company: string,
  np: NounPhrase | undefined,
  open: boolean,
  given?: number,
  words = sentence.text,
): Candidate {
  const text = np ? sentence.slice(np.start, Math.max(np.end, ...np.after.map((a) => a.end))) : words;
  const rank = given ?? rankIn(text);
  const data = clause
    ? common(sentence, clause, open && /take over/.test(clause.verb.lemma))
    : { ...sentence.places(), modality: 'asserted' };
  return {
    type: 'MarketPositionReported',
    data: {
      ...data,
      modality: 'asserted',
      company,
      market: marketOf(sentence, text),
      ...(rank ? { rank } : {}),
      description: text.slice(0, 200),
    },
    confidence: 0.6,
    at: np?.start ?? clause?.verb.start ?? sentence.start,
  };
}

/** Shares and ranks. */
export const positions: Rule = {
  name: 'positions',
  read(sentence) {
    const found = shares(sentence);
    const held = new Set(found.map((f) => f.data.company));
    return [...found, ...ranks(sentence).filter((f) => !held.has(f.data.company))];
  },
};

import { type NounPhrase } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { fact, factorOf, LESS, type Side, side } from './compared.js';
import type { Candidate, Rule } from './rule.js';

/** "cheaper than", "twice as fast as", "on a par with", "the equal of". */
const WORDS =
  /\b(?:(\p{L}+er|more|less|fewer|better|worse|farther|further)(?: [\p{L}-]+){0,4}? than|as (\p{L}+)(?: \p{L}+){0,2} as|((?:on (?:a )?par|level)) with|(no match for|(?:far |well )?below (?:that|those) of|well behind|far behind|behind|ahead of|superior to|inferior to|equal to)|(twice|half|double|triple|times|a (?:third|quarter|fifth|tenth) of) (?:that|those|what|the \p{L}+(?: per \p{L}+| \p{L}+)?) (?:of|which))(?!\p{L})/giu;
const VERBS: readonly [RegExp, 'greater' | 'less' | 'equal'][] = [
  [
    /^(?:outsell|outperform|beat|outpace|outstrip|top|exceed|surpass|outnumber|trounce|trump|outrank|outshine)$/,
    'greater',
  ],
  [/^(?:lag|trail|undercut|underperform)$/, 'less'],
  [/^(?:match|rival|equal)$/, 'equal'],
];
const BARE = /\b(cheaper|faster|slower|dearer|pricier|lighter|heavier|stronger|weaker)\b(?! than)/i;
/** ", but much weaker": another word of comparison of the same two. */
const AND_ALSO =
  /^[^.;]{0,60}?\b(?:but|and|yet|though|if)(?: also| much| far| somewhat| rather| slightly| a bit| not)* (\p{L}{3,}er|(?:more|less) \p{L}{4,})(?=[.,;]|$)/u;
function also(sentence: Sentence, first: Candidate): Candidate[] {
  const rest = sentence.slice(first.at, sentence.end);
  const match = AND_ALSO.exec(rest.slice(0, 160));
  const clause = sentence.clauseAt(first.at);
  if (
    !match ||
    !clause ||
    /^(?:other|never|over|under|further|later|earlier|number|number|maker|power)$/.test(match[1]!)
  )
    return [];
  const word = match[1]!.split(' ')[0]!;
  const { subject, comparator } = first.data as { subject: string; comparator: string };
  const [a, b] = [subject, comparator].map((id) => ({ id, weak: false }));
  const relation = LESS.test(word) ? 'less' : 'greater';
  return [fact(sentence, clause, a!, b!, relation, match[1]!, undefined, first.at + match[0].length)];
}

/** "at a third of the cost": how much less the same two differ in price. */
function atCost(sentence: Sentence, first: Candidate): Candidate[] {
  const amount = sentence.amounts.find(
    (a) =>
      a.kind === 'percent' &&
      a.start > first.at &&
      /\bat (?:about |roughly |less than |under )?$/.test(sentence.slice(a.start - 18, a.start)) &&
      /^ of (?:the|its) (?:price|cost)\b/.test(sentence.slice(a.end, a.end + 16)),
  );
  const clause = amount && sentence.clauseAt(first.at);
  if (!amount || !clause) return [];
  const { subject, comparator } = first.data as { subject: string; comparator: string };
  const [a, b] = [subject, comparator].map((id) => ({ id, weak: false }));
  const near = sentence.slice(amount.end, amount.end + 16);
  const told = fact(sentence, clause, a!, b!, 'less', near, Number((amount.value / 100).toPrecision(3)), amount.start);
  return [{ ...told, data: { ...told.data, dimension: /cost/.test(near) ? 'cost' : 'price' } }];
}

function byWords(sentence: Sentence): Candidate[] {
  const found: Candidate[] = [];
  for (const match of sentence.text.matchAll(WORDS)) {
    const [start, end] = [match.index + sentence.start, match.index + match[0].length + sentence.start];
    const word = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5])!.toLowerCase();
    if (
      /^(?:other|rather|earlier|later|soon|well|far|long|part|sooner|older|whether|number|number)$/.test(word) &&
      !match[4] &&
      !(match[2] && /^(?:far|long|well|soon)$/.test(word))
    )
      continue;
    const np = sentence.phrases.find(
      (p) =>
        p.start >= end &&
        p.start - end < 26 &&
        sentence.chunks.every((c) => c.kind !== 'date' || c.start < end || c.start > p.start),
    );
    const clause = sentence.clauseAt(start);
    if (np && /[:;.,–—]/.test(sentence.slice(end, np.start))) continue;
    if (/behind$/.test(word) && /\b(?:second|third|fourth|fifth) $/.test(sentence.slice(start - 8, start))) continue;
    if (!np || !clause || !comparable(sentence, np, word, end)) continue;
    const comparator = side(sentence, /^ones?$/.test(np.head.lower) ? likeSubject(np, clause.subject) : np);
    const subject = side(sentence, clause.subject) ?? toldBefore(sentence, start);
    if (!comparator || !subject || comparator.id === subject.id) continue;
    if (word === 'longer' && comparator.weak) continue;
    if (match[2] && /^(?:many|much|long|soon|far|well)$/.test(word) && comparator.weak) continue;
    const counting =
      /^(?:more|fewer|less)$/.test(word) &&
      sentence.amounts.some((a) => a.kind === 'count' && Math.abs(a.end - start) < 4);
    const factorAmount = sentence.amounts.some((a) => a.kind === 'factor' && a.end <= start + 2 && start - a.end < 14);
    const relation = match[2]
      ? factorAmount
        ? 'greater'
        : /\bhalf\b/i.test(sentence.slice(start - 14, start))
          ? 'less'
          : 'equal'
      : match[3]
        ? 'equal'
        : LESS.test(word) || (word === 'less' && !factorAmount)
          ? 'less'
          : /^equal/.test(word)
            ? 'equal'
            : 'greater';
    if (
      match[4] &&
      !/\b(?:performance|in (?:speed|price|quality|terms)|technolog|generation|rivals?)\b/i.test(sentence.text) &&
      !/behind|match|below/.test(word)
    )
      continue;
    const less =
      match[1] === 'less' &&
      /^(?:powerful|efficient|capable|expensive|accurate|reliable|energy|fuel|power)/.test(
        sentence.slice(start + 5, start + 20),
      );
    const near = counting ? 'sales' : sentence.slice(start - 30, end + 4);
    found.push(
      fact(
        sentence,
        clause,
        subject,
        comparator,
        less ? 'less' : relation,
        near,
        factorOf(sentence, start, end, relation),
        start,
      ),
    );
  }
  const [first] = found;
  return first && found.length === 1
    ? [first, ...also(sentence, first), ...atCost(sentence, first)]
    : found.slice(0, 2);
}

/** "lithium ones": the noun is that of what is compared. */
const likeSubject = (np: NounPhrase, subject: NounPhrase | undefined): NounPhrase =>
  subject?.head.tag === 'noun' ? { ...np, head: subject.head, tokens: [...np.tokens.slice(0, -1), subject.head] } : np;

/** Where the verb has no subject that can be compared, what was told last before. */
function toldBefore(sentence: Sentence, at: number): Side | undefined {
  const product = sentence.mentions.findLast((m) => m.kind === 'product' && m.end <= at);
  return product && { id: product.id, weak: true };
}

/** "reaches 60% of the X's performance". */
function byShares(sentence: Sentence): Candidate[] {
  return sentence.amounts.flatMap((amount) => {
    const of =
      /^ of (?:the |that of |what )/.test(sentence.slice(amount.end, amount.end + 14)) ||
      /^ of \p{Lu}/u.test(sentence.slice(amount.end, amount.end + 6));
    const np = of ? sentence.phrases.find((p) => p.start >= amount.end && p.start - amount.end < 16) : undefined;
    const clause = sentence.clauseAt(amount.start);
    if (
      amount.kind !== 'percent' ||
      !np ||
      !clause ||
      !(
        /^(?:cost|use|need|consume)$/.test(clause.verb.lemma) ||
        /\b(?:performance|speed|power|price|cost|output|range|capacity|efficiency|throughput)\b/.test(
          sentence.slice(np.start, np.end + 20),
        )
      )
    )
      return [];
    const [a, b] = [side(sentence, clause.subject), sentence.who.product(np) ?? sentence.who.firm(np)];
    return a && b && a.id !== b.id
      ? [
          fact(
            sentence,
            clause,
            a,
            { id: b.id, weak: false },
            'less',
            sentence.slice(np.start, np.end + 20),
            amount.value / 100,
            amount.start,
          ),
        ]
      : [];
  });
}

/** No date, amount or expectation: "more than 2 million", "better than expected". */
const comparable = (sentence: Sentence, np: NounPhrase, word: string, end: number): boolean =>
  np.head.tag !== 'amount' &&
  np.tokens[0]!.tag !== 'amount' &&
  np.tokens[0]!.tag !== 'date' &&
  !/^\s?[$€£¥\d]/.test(sentence.slice(end, end + 3)) &&
  !/^\s?(?:expected|forecast|planned|in|a year|the year|ever|before|usual|last|at|when|it|they|half|a (?:third|quarter|fifth)|doubl|tripl|twice|\d)\b/i.test(
    sentence.slice(end, end + 14),
  ) &&
  !(np.head.tag === 'pron' && word !== 'than') &&
  !/^(?:expectations?|estimates?|forecasts?|average|schedule|plan|year|years|quarter|month|months|week|weeks|before|usual|anything|anyone|time|decade)$/.test(
    np.head.lower,
  );

function byVerbs(sentence: Sentence): Candidate[] {
  return sentence.clauses.flatMap((clause) => {
    const relation = VERBS.find(([p]) => p.test(clause.verb.lemma))?.[1];
    if (!relation) return [];
    const object = clause.verb.passive
      ? clause.complements.find((np) => np.prep === 'by')
      : (clause.objects[0] ?? clause.complements.find((np) => /^(?:behind|with)$/.test(np.prep ?? '')));
    const [a, b] = [side(sentence, clause.subject), side(sentence, object)];
    if (!a || !b || a.id === b.id || (a.weak && b.weak)) return [];
    const [subject, comparator] = clause.verb.passive ? [b, a] : [a, b];
    const near =
      /^(?:outsell|outnumber)$/.test(clause.verb.lemma) ||
      (/^(?:beat|top)$/.test(clause.verb.lemma) &&
        /\b(?:sales|sold|revenue|deliver\w+|billion|million|market)\b/i.test(sentence.text))
        ? 'sales'
        : /^undercut$/.test(clause.verb.lemma)
          ? 'price'
          : sentence.slice(clause.start, clause.end);
    return [
      fact(
        sentence,
        clause,
        subject,
        comparator,
        relation,
        near,
        factorOf(sentence, clause.verb.end, clause.end, relation),
        clause.verb.start,
      ),
    ];
  });
}

/** "Theirs would cost a third less": the other one was told just before. */
function bare(sentence: Sentence): Candidate[] {
  const match = BARE.exec(sentence.text);
  if (!match) return [];
  const at = match.index + sentence.start;
  const clause = sentence.clauseAt(at);
  if (!clause || !sentence.amounts.some((a) => /^(?:percent|factor)$/.test(a.kind) && at - a.end < 3 && a.end <= at))
    return [];
  const subject = side(sentence, clause.subject);
  const other =
    sentence.mentions.findLast((m) => m.kind === 'product' && m.end < clause.start && m.id !== subject?.id) ??
    sentence.context.discourse.product(sentence.start, (m) => m.id !== subject?.id);
  if (!subject || !other) return [];
  const relation = LESS.test(match[1]!) ? 'less' : 'greater';
  return [
    fact(
      sentence,
      clause,
      subject,
      { id: other.id, weak: true },
      relation,
      match[0],
      factorOf(sentence, at, at + match[0].length, relation),
      at,
    ),
  ];
}

/** Claims that compare two products or firms. */
export const comparisons: Rule = {
  name: 'comparisons',
  read(sentence) {
    const found = [...byWords(sentence), ...byVerbs(sentence), ...byShares(sentence)];
    return found.length > 0 ? found : bare(sentence);
  },
};

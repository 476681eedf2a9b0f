import type { Clause } from '../language/clauses.js';
import type { Mention } from '../language/mentions.js';
import type { Sentence } from '../language/sentence.js';
import { common, isAsked, modality, when } from './circumstances.js';
import { kindId } from './kinds.js';
import type { Candidate, Rule } from './rule.js';
import { suppliedGoods } from './supply-goods.js';

const SHORT =
  /\b(?:shortages?|stop(?:ped|s)? work|(?:hard|difficult|impossible) to (?:find|get|come by|obtain)|(?:weeks?|months?|years?|year) late|behind schedule|late deliver\w+|delayed deliver\w+|(?:not|n['’]t) have enough|waiting (?:times?|lists?)|unable (?:since \S+ )?to (?:ship|export|deliver|load|get|obtain)|(?:parts|magnets|chips|cells|engines|components|wafers) (?:were|are|was|is) (?:missing|lacking|scarce|short)|short of (?:parts|chips|engines|components|cells|staff|pilots|magnets|fuel|crude|gas)|scarce|in short supply|sold out|fully (?:booked|subscribed)|booked out|booked solid|bottleneck|supply (?:constraints?|bottlenecks?|crunch|problems|squeeze|shortfall)|(?:cannot|can['’]t|could not|couldn['’]t|unable to|un?able since \w+ to|struggl\w+ to|not (?:always )?(?:been )?able to|failed to) (?:meet|satisfy|deliver|keep up|make enough|supply|get enough|produce enough|fill|cope)|late with|demand (?:for \S+(?: \S+){0,3} )?(?:exceeds|exceeded|outstrip\w*|outpac\w*)|(?:deliver\w+|shipments|production)\b.{0,40}\b(?:held up|delayed|disrupted|stalled|interrupted)|outstripp?(?:ed|s|ing) supply|lack of \S+(?: \S+){0,2} capacity|(?:limited|tight) (?:supply|capacity)|bottlenecks?|(?:halt|suspend|stopp|paus|curtail|idl)(?:ed|s|ing)? (?:production|output|work|assembly|operations|deliveries|shipments|refining)|production (?:halt|stoppage|stop)|r[au]n(?:ning)? (?:short|out of|low)|could deliver (?:almost )?nothing|waiting list|back-?order|rationing|ration(?:ed|s)?|out of stock|could deliver|shut(?:s|ting)? (?:down )?(?:its|the) (?:plant|factory|refinery|mine|works)|(?:stop|halt|idl|mothball|suspend|paus)(?:p?ed|e|s|ing)? (?:(?:its|the|their|all|two|some|most) (?:\S+ )?(?:lines?|plants?|factor\w+|works|furnaces?|mines?|refiner\w+|deliveries|shipments|sales)|shipping|delivering|supplying|making|producing|taking orders)|cut(?:s|ting)? (?:its |their |back )?(?:output|production|supplies|deliveries)|st(?:an|oo)d(?:s|ing)? idle|idled|at a standstill|force majeure|curtail\w*|for (?:want|lack) of|(?:cannot|can['’]t|could not|unable to|not) (?:make|build|produce|deliver|ship|get|install|train) .{0,50}(?:fast|quickly) enough|no (?:free |spare |open )(?:slots?|capacity|berths?|stock)|deliver\w+ (?:have |has |had )?(?:slipped|slip|fell behind|fallen behind)|held up by|shut (?:down )?(?:its|the|their) (?:\S+ ){1,2}(?:plant|factory|refinery|mine|works|smelter|mill|line)s?|lead times? (?:of|ha|stretch)\w*|under-?supplied|supply (?:gap|shock)|sold (?:everything|all (?:it|they) can)|order books? (?:is|are) full|no more (?:to sell|orders))\b/i;
const BACK =
  /\b(?:shortage (?:is|was|has) (?:been )?(?:over|ended|resolved)|(?:drought|shortage|shortfall|outage|bottleneck)s? .{0,70}(?:over|ended|resolved|eased|cleared)|back in stock|back (?:on|to) (?:schedule|normal|full)|supply (?:has )?(?:recovered|normali[sz]ed|resumed)|(?:resum|restart|restor)(?:ed|es|ing|e|s)? (?:full |normal )?(?:production|supply|supplies|shipments|deliveries|output|operations|exports|loading|work)|no longer (?:in short|short|sold)|end(?:ed)? of the shortage|running (?:as usual|normally|again)|reopened|(?:production|deliveries|shipments|output|exports|operations|work|plant|mine|refinery|smelter|line|supplies|sales)\b.{0,50} (?:resumed|restarted|recovered|reopened|normal again|taken up again|were restored|was restored|back online)|start(?:ed)? .{0,30} again|easy to (?:find|get)|lifted (?:its |the )?force majeure|come back on stream|runs? again|back at full|(?:service|production|supply|power) (?:\S+ ){0,3}(?:was|were|has been) restored|in stock (?:again|everywhere)|available again|back on stream|t(?:ook|ake|akes|aken|aking) \S+(?: \S+)? up again|no shortages?\b.{0,20}\b(?:in sight|any ?more|any longer|now)|been able to (?:meet|fill|supply|deliver|ship) (?:all|every|its full)|(?:restored|restoring) (?:full |normal )?(?:access|service|capacity)|caught up with (?:its )?(?:orders|demand|backlog)|cleared (?:its |the )?backlog|fully (?:stocked|supplied) again)\b/i;
const FLAW_VERB =
  /^(?:overheat|malfunction|fail|crash|leak|crack|recall|ground|suffer|freeze|break|jam|stutter|degrade|corrode|rob|hack|breach|plague|falter|explode|catch|wear|stall|lag|miss|burn|disappoint|delay)$/;
const FLAW =
  /\b(?:overheat\w*|defects?|defective|flaws?|flawed|faulty|recall(?:ed|s|ing)?|buggy|unstable|shaky|instability|vulnerabilit\w+|glitch\w*|weakness(?:es)?|side effects?|cracks?|plagued|(?:poor|low) yields?|crash(?:es|ed)?|malfunction\w*|suffer(?:s|ed)? from|fail(?:s|ed|ure|ures)?|outages?|not (?:yet )?(?:passed|been able|considered)|has (?:until now )?not passed|wear(?:s)? out|could not (?:complete|finish|be used)|(?:yields?|quality|reliability)\b.{0,40}\b(?:poor|low|bad|disappoint\w+)|froze for|broke down|caught fire|robbed|hacked|breach|grounded|struggl\w+ (?:with|to)|complain\w*|problems? with|trouble with|bugs?|contaminat\w+|lost contact|went down|fell short of|missed (?:its|the) (?:goal|endpoint|target)s?|knocked out|short-circuit\w*|inaccura\w+|deficienc\w+|corrosion|rust\w*|ha(?:s|ve|d) (?:had )?(?:problems|trouble|difficult\w+) (?:with|in)|safety (?:risk|hazard|concerns?)|data (?:leak|breach)|premature(?:ly)? wear|deaths?)\b/i;

function supply(sentence: Sentence, clause: Clause): Candidate[] {
  const text = sentence.slice(clause.start, Math.min(clause.end + 4, sentence.end));
  const back = BACK.test(text);
  if (!back && !SHORT.test(text)) return [];
  const { who } = sentence;
  if (clause.subject && who.authority(clause.subject) && !clause.verb.passive) return [];
  if (modality(sentence, clause) === 'expected' && !/\b(?:could|would|can)\b/.test(clause.verb.modal ?? '')) return [];
  const phrases = [...clause.objects, clause.subject, ...clause.complements];
  const product = phrases.map((np) => who.product(np, false)).find(Boolean);
  const meant = product ?? phrases.map((np) => who.product(np)).find(Boolean);
  const firm =
    who.firm(clause.subject, true) ??
    clause.complements
      .map((np) => (/^(?:of|at|for|from)$/.test(np.prep ?? '') ? who.firm(np) : undefined))
      .find(Boolean);
  const maker = meant?.entity?.maker;
  if (isAsked(clause)) return [];
  const company =
    (firm && firm.entity?.role === undefined && !(maker && firm.entity === undefined) ? firm.id : undefined) ??
    maker ??
    sentence.context.discourse.current(clause.start)?.id;
  if (!company) return [];
  const cause = (back ? BACK : SHORT).exec(text)![0];
  const { discourse } = sentence.context;
  const told =
    product?.id ?? suppliedGoods(sentence, clause) ?? (back ? discourse.lacking(company) : undefined) ?? meant?.id;
  if (told && !back) discourse.lack(company, told);
  const shared = {
    ...when(sentence, clause),
    ...sentence.places(),
    modality: 'asserted',
    company,
    ...(told ? { product: told } : {}),
  };
  return [
    back
      ? { type: 'SupplyRestored', data: shared, confidence: 0.6, at: clause.verb.start }
      : {
          type: 'SupplyConstrained',
          data: { ...shared, cause: causeOf(sentence, clause) ?? cause },
          confidence: 0.55,
          at: clause.verb.start,
        },
  ];
}

const causeOf = (sentence: Sentence, clause: Clause): string | undefined =>
  /\b(?:because of|because|owing to|due to|after|thanks to) (.{8,140}?)[.;,]/.exec(
    sentence.slice(clause.verb.end, sentence.end),
  )?.[1];

function shortcomings(sentence: Sentence, clause: Clause): Candidate[] {
  const text = sentence.slice(clause.start, Math.min(clause.end + 4, sentence.end));
  if (!FLAW.test(text)) return [];
  if (
    /\bfail(?:s|ed|ure|ures)?\b/.test(text) &&
    !/\bfail(?:s|ed|ure|ures)? (?:to|in|its|the|of|on|at)\b|\bfailures?\b/.test(text)
  )
    return [];
  if (modality(sentence, clause) === 'expected' && !/^could(?: not|n't)\b/.test(clause.verb.words)) return [];
  const subject = flawed(sentence, clause);
  if (!subject) return [];
  return [
    {
      type: 'ShortcomingReported',
      data: { ...common(sentence, clause), modality: 'asserted', subject: subject.id, shortcoming: text.slice(0, 300) },
      confidence: FLAW_VERB.test(clause.verb.lemma) || subject.kind === 'product' ? 0.6 : 0.45,
      at: clause.verb.start,
    },
  ];
}

function flawed(sentence: Sentence, clause: Clause): Mention | undefined {
  const { who } = sentence;
  const recalled =
    clause.verb.lemma === 'recall' || clause.verb.lemma === 'ground'
      ? clause.verb.passive
        ? clause.subject
        : clause.objects[0]
      : undefined;
  const trouble = [clause.subject, ...clause.objects, ...clause.complements].find(
    (np) =>
      np &&
      /^(?:problems?|troubles?|difficult(?:y|ies)|flaws?|faults?|defects?|issues?|weakness(?:es)?|cracks?|bugs?|glitch(?:es)?)$/.test(
        np.head.lower,
      ),
  );
  const inside = trouble?.after.find((np) => /^(?:with|in|of|at|on)$/.test(np.prep ?? ''));
  const product =
    who.product(recalled) ??
    who.product(inside) ??
    who.product(clause.subject) ??
    [...clause.complements, ...clause.objects].map((np) => who.product(np)).find(Boolean);
  const firm = who.firm(clause.subject);
  return product ?? (firm && firm.entity?.role === undefined ? firm : undefined);
}

/** "Acme, short of cells, ...": told beside the name, without a verb. */
function short(sentence: Sentence): Candidate[] {
  return sentence.phrases.flatMap((np) => {
    if (np.prep !== 'of' || !/\bshort of $/.test(sentence.slice(np.start - 9, np.start)) || np.head.tag === 'amount')
      return [];
    if (/^(?:cash|money|funds|funding|capital|time|breath|breadth|ideas)$/.test(np.head.lower)) return [];
    const clause = sentence.clauseAt(np.start);
    const owner = sentence.mentions.findLast(
      (m) =>
        m.kind === 'company' &&
        m.end < np.start &&
        /^(?: of \p{L}+)?, (?:still |now |long )?short of $/u.test(sentence.slice(m.end, np.start)),
    );
    const firm =
      owner ??
      (clause?.verb.lemma === 'be'
        ? sentence.who.firm(clause.subject)
        : clause?.verb.lemma === 'leave'
          ? sentence.who.firm(clause.objects[0])
          : undefined);
    if (!firm || !clause) return [];
    const goods = sentence.who.product(np)?.id ?? kindId(sentence.who.thing(np));
    if (goods) sentence.context.discourse.lack(firm.id, goods);
    const since = sentence.dates.find(
      (d) =>
        d.start >= np.end &&
        d.start - np.end < 60 &&
        (d.role === 'since' || /^ since /.test(sentence.slice(np.end, np.end + 7))),
    );
    const data = {
      ...(since ? { when: `${since.edtf.split('/')[0]}/..` } : {}),
      ...sentence.places(),
      modality: 'asserted',
      company: firm.id,
      ...(goods ? { product: goods } : {}),
      cause: sentence.slice(np.start - 9, np.end),
    };
    return [{ type: 'SupplyConstrained' as const, data, confidence: 0.6, at: np.start }];
  });
}

/** Shortages, their ends, and flaws. */
export const conditions: Rule = {
  name: 'conditions',
  read(sentence) {
    const found: Candidate[] = short(sentence);
    for (const clause of sentence.clauses) {
      const told = supply(sentence, clause);
      const facts = told.length > 0 ? told : shortcomings(sentence, clause);
      for (const fact of facts) if (!found.some((f) => f.type === fact.type)) found.push(fact);
    }
    return found;
  },
};

import type { AmountMention } from '../language/amounts.js';
import type { Clause } from '../language/clauses.js';
import { type NounPhrase, namesIn } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { dateAt, datesOf, governor, modality, pointOf, when } from './circumstances.js';
import { subjectOf } from './forecast-subjects.js';
import { forecasterOf, source, speaker } from './forecasters.js';
import type { Candidate, Rule } from './rule.js';

/** Demand and prices have no id of their own, but what they are of does. */
const EXPECT =
  /^(?:expect|forecast|predict|project|anticipate|reckon|foresee|estimate|bet|count|target|guide|see|think|believe|warn|hope|aim|promise)$/;
/** What becomes of things; a will without one is no forecast. */
const BECOME =
  /^(?:reach|rise|fall|grow|hit|exceed|double|triple|capture|hold|account|slow|shrink|decline|increase|climb|drop|take|earn|win|lose|become|overtake|be|remain|cost|weigh|push|hurt|support|resolve|narrow|widen|recover|peak|halve|return|come|last|continue|outpace|settle|drive|slip|ease|boost|begin|have|lift|cut|worsen|improve|stay|total|average|need|create|add|generate|require|decide|rule|end)$/;
const VERDICT = /\b(?:verdict|decision|ruling|vote|hearing|approval|results?|deadline)\b/i;
const STANCE =
  /^(?:welcome|criticise|criticize|condemn|praise|slam|blast|attack|oppose|back|support|defend|reject|dispute|denounce|applaud|hail|decry|deplore|vow|pledge|insist|argue|complain|accuse|threaten|refuse|object|warn|call|urge|demand|protest|lament|blame|endorse|dismiss|describe|object|promise|want|caution|swear|stress|maintain|deny|emphasise|emphasize|assure)$/;

const amountOf = (sentence: Sentence, clause: Clause): AmountMention | undefined =>
  sentence.amounts.find(
    (a) =>
      a.start >= clause.verb.start &&
      a.start <= clause.end + 2 &&
      a.unit !== 'measure' &&
      a.kind !== 'factor' &&
      !a.range &&
      !/\b(?:give or take|plus or minus|between|from) (?:about |some |at least |approximately |as much as )?$/.test(
        sentence.slice(a.start - 24, a.start),
      ) &&
      (a.kind === 'percent' || !/\bby (?:\p{L}+ ){0,3}$/u.test(sentence.slice(a.start - 24, a.start))),
  );

const FALLING =
  /\b(?:fall|drop|shrink|declin|decreas|slid|slip|contract|plung|sink|slump|cut|lower|reduc|dip|eas|narrow|tumbl|weaken|recede|slash|trim|down|less|fewer)(?:e|es|ed|s|ing|en|ping|ping|ting)? /;
/** A percentage that something is to fall by is negative. */
const signed = (sentence: Sentence, { verb }: Clause, amount: AmountMention): number =>
  amount.kind === 'percent' &&
  FALLING.test(sentence.slice(verb.start, amount.start)) &&
  !/\b(?:to|at|below|under|than) (?:about |some |just |around |only )?$/.test(
    sentence.slice(amount.start - 14, amount.start).replace(/\bup to (?:about )?$/, ''),
  )
    ? -amount.value
    : amount.value;

const holdsAmount = (np: NounPhrase): boolean => np.tokens.some((t) => t.amount !== undefined);

function forecast(sentence: Sentence, clause: Clause): Candidate | undefined {
  if (clause.link === 'relative' && !clause.subject) return undefined;
  const over = governor(sentence, clause);
  const verb = clause.verb;
  const direct =
    EXPECT.test(verb.lemma) &&
    !verb.passive &&
    verb.lemma !== 'think' &&
    verb.lemma !== 'believe' &&
    verb.lemma !== 'see' &&
    verb.lemma !== 'hope' &&
    verb.lemma !== 'warn';
  const amount = amountOf(sentence, clause);
  const dates = datesOf(sentence, clause);
  const future =
    modality(sentence, clause) === 'expected' &&
    (BECOME.test(verb.lemma) || (over !== undefined && EXPECT.test(over.verb.lemma)));
  const told = (over !== undefined && EXPECT.test(over.verb.lemma)) || verb.chain.some((lemma) => EXPECT.test(lemma));
  const ranged = sentence.amounts.some((a) => a.range && a.start >= verb.start && a.start <= clause.end + 2);
  const by = speaker(sentence, clause.subject);
  const object = clause.objects.find(
    (np) => !holdsAmount(np) && !/^(?:year|quarter|month|week|day)$/.test(np.head.lower),
  );
  if (direct && object && (amount || ranged || dates.length > 0))
    return make(sentence, clause, by, subjectOf(sentence, object, by), amount, 0.6);
  const on = clause.complements.find((np) => /^(?:on|with|for)$/.test(np.prep ?? ''));
  if (direct && on && (amount || ranged) && /^(?:reckon|count|bet|aim|hope|forecast|guide)$/.test(verb.lemma))
    return make(sentence, clause, by, subjectOf(sentence, on, by), amount, 0.55);
  const later =
    amount &&
    dates.some((d) => Number(d.edtf.slice(0, 4)) > new Date(sentence.context.article.publishedAt).getUTCFullYear());
  if (later && /^(?:see|put|have|estimate|expect|place|peg|be|reach|total)$/.test(verb.lemma))
    return make(
      sentence,
      clause,
      by ?? forecasterOf(sentence, clause),
      subjectOf(sentence, clause.objects.find((np) => !holdsAmount(np)) ?? clause.subject, by),
      amount,
      0.55,
    );
  const aims = [...clause.objects, ...(clause.subject ? [clause.subject] : [])];
  const goal = [...aims, ...aims.flatMap((np) => np.after.filter((inner) => inner.prep === 'of'))].find((np) =>
    /^(?:forecast|guidance|outlook|target|goal|estimate|projection|aim)s?$/.test(np.head.lower),
  );
  if (goal && (amount || ranged) && !verb.negated)
    return make(
      sentence,
      clause,
      by,
      goalOf(sentence, goal, by),
      amount,
      0.55,
      /^(?:trim|cut|raise|lift|lower|set|slash|increase|reduce|confirm|reiterate|drop|scrap|withdraw)$/.test(
        verb.lemma,
      ),
    );
  if (dates.length > 0 && /^(?:want|aim|hope|intend|plan)$/.test(verb.chain[0] ?? '') && !amount)
    return make(sentence, clause, by, undefined, undefined, 0.5);
  if (!future) return undefined;
  const strength =
    (told ? 0.25 : 0) +
    (amount ? 0.15 : 0) +
    (dates.length > 0 ? 0.1 : 0) +
    (/^(?:will|shall)$/.test(verb.modal ?? '') ? 0.05 : 0) +
    (over ? 0.15 : 0) +
    (verb.chain.some((lemma) => /^(?:likely|set|poise|poised|due)$/.test(lemma)) ? 0.15 : 0);
  if (strength < 0.15) return undefined;
  const forecaster = forecasterOf(sentence, clause);
  return make(sentence, clause, forecaster, subjectOf(sentence, clause.subject, forecaster), amount, 0.35 + strength);
}

/** "its estimate of the market", "guidance for revenue": what a goal is about. */
function goalOf(sentence: Sentence, goal: NounPhrase, by: string | undefined): string | undefined {
  const house = by === undefined ? undefined : sentence.context.names.byId.get(by);
  const tells =
    house?.role === 'analyst' ||
    house?.sectors?.includes('analyst') === true ||
    house?.sectors?.includes('finance') === true;
  const of = goal.after.find((np) => /^(?:of|for|on)$/.test(np.prep ?? '') && np.head.tag === 'noun');
  return tells && of ? subjectOf(sentence, of, by) : sentence.who.firm(goal)?.id;
}

/** A house that forecasts its own figures is their subject; people speak for their firm, analysts of others. */
function subjectFor(sentence: Sentence, clause: Clause, forecaster: string | undefined): string | undefined {
  const { names, discourse } = sentence.context;
  const house =
    forecaster === undefined
      ? undefined
      : (names.byId.get(forecaster) ?? sentence.mentions.find((m) => m.id === forecaster));
  if (house?.kind === 'person')
    return names.byId.get(forecaster!)?.partOf ?? discourse.current(clause.start)?.id ?? forecaster;
  const tells = names.byId.get(forecaster ?? '')?.role === 'analyst' || forecaster === 'analysts';
  return tells ? (discourse.current(clause.start, forecaster)?.id ?? forecaster) : forecaster;
}

function make(
  sentence: Sentence,
  clause: Clause,
  forecaster: string | undefined,
  subject: string | undefined,
  amount: AmountMention | undefined,
  confidence: number,
  changed = false,
): Candidate | undefined {
  if (!forecaster && !subject) return undefined;
  const about = subject ?? subjectFor(sentence, clause, forecaster);
  const at = dateAt(sentence, clause, amount?.start ?? clause.end);
  const data = {
    ...(at ? { when: changed && /^\d{4}-\d\d/.test(at.edtf) && !at.period ? at.edtf.slice(0, 4) : pointOf(at) } : {}),
    ...sentence.places(),
    modality: 'expected',
    claim: sentence.text,
    ...(forecaster ? { forecaster } : {}),
    ...(about ? { subject: about } : {}),
    ...(amount
      ? {
          value: signed(sentence, clause, amount),
          unit: amount.kind === 'percent' ? 'percent' : amount.unit,
          qualifier: amount.qualifier,
        }
      : {}),
  };
  return {
    type: 'ForecastMade',
    data,
    confidence: Math.min(confidence, 0.95),
    at: clause.verb.start,
    ...(amount ? { amount } : {}),
  };
}

/** "The verdict on X is due by April." */
function verdict(sentence: Sentence, clause: Clause): Candidate | undefined {
  const np = clause.subject;
  if (
    !np ||
    !VERDICT.test(np.head.lower) ||
    !/\b(?:due|expected|scheduled)\b/.test(sentence.slice(clause.verb.start, clause.end + 2)) ||
    clause.dates.length === 0
  )
    return undefined;
  const inner = np.after.map((a) => sentence.who.product(a) ?? namesIn(a)[0]).find(Boolean);
  return inner ? make(sentence, clause, undefined, inner.id, undefined, 0.6) : undefined;
}

/** "with a price target of $131 on the stock". */
function priceTarget(sentence: Sentence): Candidate | undefined {
  const amount = sentence.amounts.find(
    (a) =>
      a.kind === 'money' &&
      /\b(?:price target|target price) (?:\S+ ){0,6}$/.test(sentence.slice(a.start - 60, a.start)),
  );
  const clause = amount && sentence.clauseAt(amount.start);
  const house = clause && (speaker(sentence, clause.subject) ?? source(sentence));
  const subject =
    clause &&
    [...clause.complements, ...clause.objects].map((np) => sentence.who.firm(np)).find((m) => m && m.id !== house);
  return clause && house
    ? make(sentence, clause, house, subject?.id ?? sentence.context.discourse.topic(sentence.start)?.id, amount, 0.6)
    : undefined;
}

/** Expectations that no other type tells. */
export const forecasts: Rule = {
  name: 'forecasts',
  read(sentence) {
    const target = priceTarget(sentence);
    const found: Candidate[] = target ? [target] : [];
    for (const clause of sentence.clauses) {
      const told = verdict(sentence, clause) ?? forecast(sentence, clause);
      if (told && !found.some((f) => f.data.subject === told.data.subject && f.data.value === told.data.value))
        found.push(told);
    }
    return found;
  },
};

/** A position or intention, where no other type fits. */
export const statements: Rule = {
  name: 'statements',
  read(sentence) {
    for (const clause of sentence.clauses) {
      const stance = STANCE.test(clause.verb.lemma) && !clause.verb.passive && !clause.verb.infinitive;
      const intends = /^(?:look|try|seek|refuse|want)$/.test(clause.verb.chain[0] ?? '') && clause.verb.finite;
      const refuses =
        /^(?:won't|will not)/.test(clause.verb.words) || (clause.verb.modal === 'will' && clause.verb.negated);
      const told =
        /^(?:tell|say|write|believe|remark|add)$/.test(clause.verb.lemma) &&
        namesIn(clause.subject ?? clause.objects[0] ?? ({ tokens: [] } as never as NounPhrase)).some(
          (m) => m.kind === 'person',
        );
      const means =
        clause.verb.lemma !== 'be' &&
        modality(sentence, clause) === 'expected' &&
        governor(sentence, clause)?.verb.lemma === 'say';
      if (!(stance || intends || refuses || told || means)) continue;
      const who =
        speaker(sentence, means ? governor(sentence, clause)?.subject : clause.subject) ??
        (refuses ? source(sentence) : undefined) ??
        (told ? speaker(sentence, clause.objects[0]) : undefined);
      if (!who || sentence.context.names.byId.get(who)?.role === 'media') continue;
      return [
        {
          type: 'StatementMade',
          data: {
            ...when(sentence, clause),
            ...sentence.places(),
            modality: 'asserted',
            speaker: who,
            claim: sentence.text,
          },
          confidence: stance ? 0.55 : 0.5,
          at: clause.verb.start,
        },
      ];
    }
    return [];
  },
};

import type { Sentence } from './language/sentence.js';
import { adoptions } from './rules/adoptions.js';
import { capital } from './rules/capital.js';
import { comparisons } from './rules/comparisons.js';
import { conditions } from './rules/conditions.js';
import { figures } from './rules/figures.js';
import { guidance } from './rules/guidance.js';
import { hints } from './rules/hints.js';
import { forecasts, statements } from './rules/outlook.js';
import { positions } from './rules/positions.js';
import { products } from './rules/products.js';
import { relations } from './rules/relations.js';
import type { Candidate, Rule } from './rules/rule.js';
import { sanctions } from './rules/sanctions.js';

/** In the order of their rank: an amount that one has taken is no other's. */
const RULES: readonly Rule[] = [
  guidance,
  sanctions,
  capital,
  positions,
  figures,
  products,
  relations,
  adoptions,
  conditions,
  comparisons,
];
/** Candidates below it are not facts. */
const THRESHOLD = 0.45;
const QUESTION = /\?["”’]?$/;
const HYPOTHETICAL = /^(?:["“])?(?:If|Had|Were|Should|Suppose|Imagine|Unless)\b/;

/** The facts of one sentence; questions and hypotheticals tell none. */
export function readSentence(sentence: Sentence): Candidate[] {
  if (QUESTION.test(sentence.text) || HYPOTHETICAL.test(sentence.text)) return [];
  const found: Candidate[] = [];
  const taken = new Set<object>();
  const keep = (candidates: readonly Candidate[]): void => {
    for (const candidate of candidates) {
      if (candidate.confidence < THRESHOLD || (candidate.amount && taken.has(candidate.amount))) continue;
      if (candidate.amount) taken.add(candidate.amount);
      found.push(candidate);
    }
  };
  for (const rule of RULES) keep(rule.read(sentence));
  const verbs = new Set(found.map((c) => c.at));
  keep(
    forecasts
      .read(sentence)
      .filter(
        (c) => !verbs.has(c.at) && !found.some((f) => f.data.modality === 'expected' && Math.abs(f.at - c.at) < 60),
      ),
  );
  keep(hints.read(sentence).filter((c) => allowed(c, found)));
  const told = statements.read(sentence);
  if (found.length === 0) keep(told);
  else keep(told.filter((c) => c.confidence > 0.5 && !found.some((f) => Math.abs(f.at - c.at) < 40)));
  return found;
}

/** Types whose words a hint of another type shares. */
const EXCLUDES: Record<string, readonly string[]> = {
  SanctionImposed: ['SanctionLifted'],
  SanctionLifted: ['SanctionImposed'],
  SupplyConstrained: ['SupplyRestored'],
  SupplyRestored: ['SupplyConstrained'],
  ProductLaunched: ['ProductDropped', 'ProductDiscontinued'],
  PartnershipFormed: ['PartnershipEnded'],
};

/** A hint counts where no rule has told its type, nor another fact of the same words. */
const allowed = (hint: Candidate, found: readonly Candidate[]): boolean =>
  !found.some(
    (f) =>
      (f.type === hint.type && Math.abs(f.at - hint.at) < 60) ||
      EXCLUDES[hint.type]?.includes(f.type) ||
      Math.abs(f.at - hint.at) < 12,
  );

/** The name of the source that a sentence gives, if any. */
export function sourceName(sentence: Sentence): string | undefined {
  const named = /(?:according to|[Pp]er) (?:the )?/.exec(sentence.text);
  const at = named ? sentence.start + named.index + named[0].length : undefined;
  const after =
    at === undefined
      ? undefined
      : sentence.mentions.find((m) => m.start >= at && m.start - at < 40 && m.kind !== 'jurisdiction');
  return (after ?? sentence.mentions.find((m) => m.entity?.role === 'media' || m.entity?.role === 'analyst'))?.name;
}

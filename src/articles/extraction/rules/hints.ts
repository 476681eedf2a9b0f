import type { FactType } from '../../../../events/catalogue.js';
import type { Clause } from '../language/clauses.js';
import type { Mention } from '../language/mentions.js';
import type { Sentence } from '../language/sentence.js';
import { actor, modality, when, whenOpen } from './circumstances.js';
import { measureOf } from './measures.js';
import type { Candidate, Rule } from './rule.js';

/** A sentence with the words of a type, and those nearest to them who may have a part in it. */
interface Scene {
  sentence: Sentence;
  clause: Clause;
  /** Where the words stand. */
  start: number;
  end: number;
  /** The words before and after them, to the clause's edges. */
  around: string;
  firm?: Mention | undefined;
  /** Another firm than that. */
  other?: Mention | undefined;
  product?: Mention | undefined;
  authority?: Mention | undefined;
}

interface Hint {
  type: FactType;
  words: RegExp;
  /** The roles, or nothing where those who must have a part are not there. */
  read(scene: Scene): Record<string, unknown> | undefined;
  /** Whether what begins goes on. */
  open?: boolean;
  confidence?: number;
}

const HINTS: readonly Hint[] = [
  {
    type: 'AcquisitionAgreed',
    words:
      /\b(?:acqui(?:re[sd]?|ring|sitions?)|take-?overs?|buy-?outs?|merg(?:e[sd]?|ers?|ing)|bought|bid for|offer for|swallow\w*)\b/i,
    read: ({ firm, other, sentence, end }) => {
      const goods = other && /\d| from /.test(sentence.slice(end, other.start));
      return firm && other && !goods ? { acquirer: firm.id, target: other.id } : undefined;
    },
  },
  {
    type: 'PartnershipFormed',
    words:
      /\b(?:partner(?:s|ed|ship|ships|ing)?|alliances?|joint ventures?|jointly|team(?:ed|ing|s)? up|collaborat\w+|cooperat\w+|supply (?:deal|agreement|contract)|signed (?:a|an|on|up)\b|agreement with|deal with|contract with|suppl(?:y|ies|ied|ier to)|makes? (?:it|them|chips|cells) for|tie-up|join(?:ed|s)? forces|work(?:s|ed|ing)? with|made by|built by|on behalf of|co-?develop\w*)\b/i,
    open: true,
    read: ({ firm, other }) => (firm && other ? { parties: [firm.id, other.id] } : undefined),
  },
  {
    type: 'ProductLaunched',
    words:
      /\b(?:launch(?:e[sd]|ing)?|releas(?:e[sd]?|ing)|debut(?:s|ed)?(?! (?:week|year|quarter|month))|on sale|shelves|roll(?:ed|s)?[- ]?out|enter(?:s|ed)? (?:service|the market|production)|mass production|brought out|c[oa]me out|to market|available|first deliveries|went live|arriv(?:e[sd]?|ing)|introduc(?:e[sd]|tion)|start(?:s|ed)? shipping|due (?:in|by|at|this|next)|slated|scheduled)\b/i,
    read: ({ product, firm, around }) => {
      const company = product && (product.entity?.maker ?? firm?.id);
      const other = /\b(?:verdict|decision|ruling|approval|results?|trial|study|hearing)\b/i.test(around);
      return product && company && !other ? { company, product: product.id } : undefined;
    },
  },
  {
    type: 'ProductAnnounced',
    words:
      /\b(?:unveil(?:s|ed|ing)?|announc(?:e[sd]|ing)|present(?:s|ed)|reveal(?:s|ed)|develop(?:s|ed|ing)?|show(?:ed|n|s) (?:off|a|the|its)|preview(?:ed|s)?|disclos(?:ed|es)|teas(?:ed|es))\b/i,
    read: ({ product, firm }) => {
      const company = product && (product.entity?.maker ?? firm?.id);
      return product && company ? { company, product: product.id } : undefined;
    },
  },
  {
    type: 'ProductAdopted',
    words:
      /\b(?:us(?:es|ed|ing|e)|adopt(?:s|ed|ing)?|deploy(?:s|ed|ing)?|switch(?:ed|es|ing)? to|install(?:s|ed|ing)?|runs? on|running on|trained on|train(?:s|ing)? .{0,30}on|ordered|purchas(?:es|ed|ing)|cho(?:se|sen|oses?)|picked|select(?:s|ed)|equip(?:s|ped)|fitted with|powered by|rel(?:y|ies|ied) on|integrat(?:e[sd]?|ing)|migrat\w+ to|built on|customers? (?:of|for)|rent(?:s|ed|ing)?|tests? of|testing)\b/i,
    open: true,
    read: ({ product, firm, other }) => {
      if (!firm) return undefined;
      if (product && product.entity?.maker !== firm.id) return { adopter: firm.id, product: product.id };
      return !product && other ? { adopter: firm.id, vendor: other.id } : undefined;
    },
  },
  {
    type: 'SanctionImposed',
    words:
      /\b(?:sanction(?:s|ed)?|tariffs?|dut(?:y|ies)|export (?:controls?|bans?|curbs?|restrictions?|licen[cs]\w+)|embargo(?:es|ed)?|blacklist(?:ed|s)?|entity list|fined|a fine of|fines|penalt(?:y|ies)|barred|ban(?:s|ned|ning)?|restrict(?:s|ed|ions?)|licen[cs]e requirements?|levy|levies)\b/i,
    open: true,
    read: (scene) => sanction(scene),
  },
  {
    type: 'SanctionLifted',
    words:
      /\b(?:lift(?:s|ed|ing)?|eas(?:e[sd]?|ing)|waiv(?:e[sd]?|ers?|ing)|exempt(?:s|ed|ions?)?|suspend(?:s|ed|ing)?|allow(?:s|ed|ing)?|permit(?:s|ted)?|clear(?:s|ed)|grant(?:s|ed|ing)?|relax(?:es|ed)?|scrapp(?:ed|ing)|reprieve|resum(?:e[sd]?|ption) (?:of )?(?:exports?|sales|shipments)|approv(?:e[sd]|al|als))\b/i,
    read: (scene) =>
      /\b(?:sanction|tariff|dut(?:y|ies)|export|ban|curb|control|licen[cs]e|restriction|embargo|fine)s?\b/i.test(
        scene.sentence.text,
      )
        ? sanction(scene)
        : undefined,
  },
  {
    type: 'InvestmentMade',
    words:
      /\b(?:invest(?:s|ed|ing|ments?)?|funding|financing|rais(?:ed|es|ing) (?:\$|€|£|about|more|some|a)|stakes? in|capital (?:spending|expenditure)|capex|new (?:plant|factory|mine|terminal)|build(?:s|ing)? (?:a|an|its|two|three|the)|built (?:a|an)|construction of|broke ground|data cent(?:re|er)s?|gigafactory)\b/i,
    read: ({ firm, sentence, start }) => {
      const money = sentence.amounts.find((a) => a.kind === 'money' && Math.abs(a.start - start) < 110);
      return firm && money
        ? { investors: [firm.id], value: money.value, unit: money.unit, qualifier: money.qualifier }
        : undefined;
    },
  },
  {
    type: 'SupplyConstrained',
    words:
      /\b(?:shortages?|short supply|sold out|bottlenecks?|scarc(?:e|ity)|halt(?:s|ed)? (?:production|output|deliver\w+)|suspend(?:s|ed)? (?:production|output|deliver\w+|operations)|cannot (?:meet|keep up)|outstrip\w*|constrain(?:ed|ts?)|delays? (?:in|to) (?:deliver\w+|shipments)|backlogs?|disrupt(?:ed|ions?)|ration\w*|lack of)\b/i,
    open: true,
    read: ({ firm, product }) => {
      const company = product?.entity?.maker ?? firm?.id;
      return company ? { company, ...(product ? { product: product.id } : {}) } : undefined;
    },
  },
  {
    type: 'SupplyRestored',
    words:
      /\b(?:resum(?:e[sd]|ing|ption)|restart(?:s|ed|ing)?|reopen(?:s|ed|ing)?|restored|back (?:to normal|on stream|online|in stock)|normalis\w+|normaliz\w+)\b/i,
    read: ({ firm, product, sentence }) => {
      const company = product?.entity?.maker ?? firm?.id;
      return company &&
        /\b(?:production|output|suppl|deliver|shipment|plant|mine|line|work|operation|factory|refinery|stock)/i.test(
          sentence.text,
        )
        ? { company, ...(product ? { product: product.id } : {}) }
        : undefined;
    },
  },
  {
    type: 'ShortcomingReported',
    words:
      /\b(?:defects?|defective|flaws?|faults?|faulty|recall(?:s|ed)?|glitch\w*|bugs?|cracks?|fail(?:s|ed|ures?)|outages?|overheat\w*|vulnerabilit\w+|side effects?|problems? with|trouble with|weakness(?:es)?|unstable|instability|crash(?:es|ed)|shortcomings?|drawbacks?|struggl(?:es|ed|ing)|inferior|complain(?:s|ed|ts)?)\b/i,
    read: ({ product, firm }) => {
      const subject = product ?? firm;
      return subject ? { subject: subject.id } : undefined;
    },
  },
];

function sanction({ sentence, clause, authority, around }: Scene): Record<string, unknown> | undefined {
  const acting = authority ?? sentence.context.discourse.authority(sentence.start, true);
  if (!acting) return undefined;
  const measure = measureOf(around, sentence.text);
  const state = sentence.mentions.find(
    (m) => m.kind === 'jurisdiction' && m.id !== acting.id && acting.entity?.partOf !== m.id,
  );
  const firm = sentence.mentions.find(
    (m) => m.kind === 'company' && m.start > clause.start && m.entity?.role === undefined,
  );
  const target = measure === 'exportControl' || measure === 'tariff' ? (state ?? firm) : (firm ?? state);
  return target ? { authority: acting.id, targets: [target.id], measure } : undefined;
}

const acting = (m: Mention): boolean =>
  m.kind === 'company' && m.entity?.role === undefined && m.entity?.sectors?.includes('analyst') !== true;

/** Those who may have a part: the clause's own first, then the nearest names. */
function sceneAt(sentence: Sentence, start: number, end: number): Scene | undefined {
  const clause = sentence.clauseAt(start);
  if (!clause) return undefined;
  const { who } = sentence;
  const near = (m: Mention): number => (m.start >= end ? m.start - end : start - m.end + 8);
  const firms = sentence.mentions.filter((m) => acting(m) && near(m) < 130);
  const subject = who.firm(actor(clause)) ?? who.firm(clause.subject);
  const official = !subject && clause.subject !== undefined && who.authority(clause.subject) !== undefined;
  const firm = official
    ? undefined
    : subject && acting(subject)
      ? subject
      : (firms.findLast((m) => m.end <= start) ?? firms[0]);
  const other = firms.filter((m) => m.id !== firm?.id).sort((a, b) => near(a) - near(b))[0];
  const products = sentence.mentions
    .filter((m) => m.kind === 'product' && near(m) < 90)
    .sort((a, b) => near(a) - near(b));
  const authority =
    who.authority(actor(clause)) ??
    sentence.mentions.find((m) => m.entity?.role === 'authority') ??
    sentence.mentions.find((m) => m.kind === 'jurisdiction');
  return {
    sentence,
    clause,
    start,
    end,
    around: sentence.slice(start - 60, end + 60),
    firm,
    other,
    product: products[0],
    authority,
  };
}

/** What the frames of the other rules do not reach: a type's words, with the nearest names that can have its roles. */
export const hints: Rule = {
  name: 'hints',
  read(sentence) {
    const found: Candidate[] = [];
    for (const { type, words, read, open, confidence } of HINTS) {
      const match = words.exec(sentence.text);
      if (!match) continue;
      const start = sentence.start + match.index;
      if (sentence.mentions.some((m) => m.start <= start && start < m.end)) continue;
      const scene = sceneAt(sentence, start, start + match[0].length);
      const roles = scene && read(scene);
      if (!roles || (scene.clause.verb.negated && /^Product/.test(type))) continue;
      const state = modality(sentence, scene.clause);
      found.push({
        type,
        data: {
          ...(open ? whenOpen(sentence, scene.clause, start) : when(sentence, scene.clause, start)),
          ...sentence.places(),
          modality: state,
          ...roles,
          ...textOf(type, sentence, start),
        },
        confidence: confidence ?? 0.45,
        at: start,
      });
    }
    return found;
  },
};

const textOf = (type: FactType, sentence: Sentence, start: number): Record<string, unknown> => {
  const words = sentence.slice(start, Math.min(sentence.end, start + 160));
  if (type === 'ShortcomingReported') return { shortcoming: words };
  if (type === 'SupplyConstrained') return { cause: words };
  return {};
};

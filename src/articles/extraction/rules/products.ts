import type { Sentence } from '../language/document.js';
import type { Mention } from '../language/mentions.js';
import type { Candidate, Rule } from './rule.js';

const LAUNCH =
  /\b(?:launch(?:ed|es|ing)?|releas(?:e|ed|es|ing)|brought out|rolled? out|rolls out|on sale|went on sale|goes on sale|hit (?:the )?(?:shelves|stores|market|showrooms)|shelves|debut(?:ed|s)?|came out|come out|be out in|landed in|landed|arriv(?:e|es|ed)|enter(?:ed|s)? (?:service|the market|mass production|volume production)|began (?:selling|shipping|deliver\w+)|start(?:ed|s)? (?:selling|shipping|deliver\w+|mass production)|mass production|ships? in|due in|pushed back|available (?:from|in|since)|introduc(?:ed|es|ing|tion)|go(?:es)? into (?:mass |volume )?production)\b/gi;
const ANNOUNCE =
  /\b(?:unveil(?:ed|s|ing)?|announc(?:ed|es|ing)|present(?:ed|s|ing)|showed off|revealed|introduced a|disclosed|developed|teased|rumou?rs? about a new)\b/gi;
const END =
  /\b(?:discontinu(?:ed|es|ing|e)|phas(?:ed|es|ing) out|stopped (?:selling|making|producing)|ended? production|end (?:of )?production|withdr(?:ew|awn|aws) .{0,30}from (?:the )?(?:market|sale)|axed|pulled .{0,20}from (?:the )?(?:market|shelves)|retir(?:ed|es|ing) the|shut(?:s|ting)? down the|cease[sd]? (?:production|sales)|killed off)\b/gi;
const NOT_PRODUCT = /^(?:an? )?(?:investigation|probe|bid|offer|appeal|attack|campaign|search|lawsuit)/i;

function makerOf(sentence: Sentence, product: Mention, position: number): string | undefined {
  if (product.entity?.maker) return product.entity.maker;
  return (
    sentence.left(position, ['company']) ??
    sentence.right(position, ['company'], 40) ??
    sentence.document.topicAt(sentence.start)
  )?.id;
}

function productsAt(sentence: Sentence, start: number, end: number): Mention[] {
  const right = sentence.right(end, ['product'], 70);
  const left = sentence.left(start, ['product'], 90);
  const passive =
    /\b(?:was|were|is|are|be|been|will|would|to|of)\s$|,\s$|\bbrought out|\barrive|\blanded|\bon sale|\bdue in|\bcame out/i.test(
      sentence.slice(start - 7, end),
    );
  const main = passive ? (left ?? right) : (right ?? left);
  return main ? sentence.listed(main) : [];
}

function read(
  sentence: Sentence,
  pattern: RegExp,
  type: 'ProductLaunched' | 'ProductAnnounced' | 'ProductDiscontinued',
  seen: Set<string>,
): Candidate[] {
  const found: Candidate[] = [];
  for (const trigger of sentence.triggers(pattern)) {
    if (NOT_PRODUCT.test(sentence.slice(trigger.end + 1, trigger.end + 30))) continue;
    for (const product of productsAt(sentence, trigger.start, trigger.end)) {
      const company = makerOf(sentence, product, trigger.start);
      if (!company || seen.has(product.id) || product.group) continue;
      seen.add(product.id);
      const modality = sentence.modality(trigger.end);
      const near = sentence.dates.length > 1 ? sentence.when(product.end) : sentence.when(trigger.start);
      found.push({
        type: type === 'ProductAnnounced' && modality === 'expected' && near.when ? 'ProductLaunched' : type,
        data: {
          ...near,
          ...sentence.places(),
          modality,
          company,
          product: product.id,
          ...(product.entity?.category && type !== 'ProductDiscontinued' ? { category: product.entity.category } : {}),
        },
        confidence: product.entity ? 0.75 : 0.6,
      });
    }
  }
  return found;
}

/** A family told in one breath, the later members by their numbers alone: "the S3 in May and the S4 two years later". */
function schedule(sentence: Sentence, seen: Set<string>, first: Candidate | undefined): Candidate[] {
  if (first?.type !== 'ProductLaunched' || first.data.modality !== 'expected') return [];
  const found: Candidate[] = [];
  for (const product of sentence.mentions) {
    if (product.kind !== 'product' || product.pointer || seen.has(product.id)) continue;
    const date = sentence.dates.find((d) => d.start >= product.end && d.start - product.end < 24);
    const company = product.entity?.maker ?? (first.data.company as string);
    if (!date) continue;
    seen.add(product.id);
    found.push({
      type: 'ProductLaunched',
      data: { when: date.edtf, ...sentence.places(), modality: 'expected', company, product: product.id },
      confidence: 0.65,
    });
  }
  return found;
}

/** Announcements, launches and ends of products. */
export const products: Rule = {
  name: 'products',
  read(sentence) {
    const seen = new Set<string>();
    const found = [
      ...read(sentence, END, 'ProductDiscontinued', seen),
      ...read(sentence, LAUNCH, 'ProductLaunched', seen),
      ...read(sentence, ANNOUNCE, 'ProductAnnounced', seen),
    ];
    return [...found, ...schedule(sentence, seen, found[0])];
  },
};

import { type Draft, type Match, type Rule, rule } from './rule.js';

const companyOf = (match: Match): string | undefined => {
  const named = match.id('company');
  const product = match.id('product');
  return (
    named ?? (product && match.scene.entry(product)?.maker) ?? match.scene.mentions.find(({ kind }) => kind === 'C')?.id
  );
};

const each = (match: Match): Draft[] => {
  const company = companyOf(match);
  return company === undefined
    ? []
    : match.ids('product').map((product) => {
        const category = match.scene.entry(product)?.category;
        return { data: { company, product, ...(category && { category }) }, confidence: 0.75 };
      });
};

const NOUN =
  '(?: (?:chips?|accelerators?|processors?|cars?|models?|phones?|drugs?|pills?|injections?|batter(?:y|ies)|systems?|trucks?|consoles?))?';

/** Products announced, launched and withdrawn. */
export const products: readonly Rule[] = [
  rule(
    'ProductLaunched',
    [
      `{C:company}~(?<verb>(?:will |would |plans to |expects to |aims to |is to |is set to |has |had )?(?:launch(?:ed|es|ing)?|releas(?:ed|es|ing|e)|roll(?:ed|s|ing)? out|brought out|started selling|starts selling|began selling|began shipping|introduced|put on sale|debuted))~{P:product}${NOUN}`,
      '(?:the |[Tt]he )?(?<verb>release|launch|roll-?out|arrival|debut) of (?:the |its |a )?(?:new )?(?:{C:company} )?{P:product}(?: accelerators| chips)?',
      '{P:product}~(?<verb>(?:(?:will|would|is due to|is to|is expected to|are expected to) )?(?:went on sale|goes on sale|go on sale|hits? the market|arrived?|was launched|were launched|be launched|became available|is available|come out|comes out|be released|was released))',
      '{P:product},? (?<verb>due (?:in|to arrive|for release)?)(?= ?⟦D)',
      '{P:product}~, (?<verb>brought out|launched|released|introduced)',
    ],
    each,
  ),
  rule(
    'ProductAnnounced',
    [
      `{C:company}~(?<verb>(?:announced|unveiled|presented|showed off|revealed|previewed|showcased|disclosed|detailed))~{P:product}${NOUN}`,
      '{P:product}~(?<verb>was unveiled|were unveiled|was announced|was presented|was shown)',
    ],
    (match) => each(match).map((draft) => ({ ...draft, data: { ...draft.data, modality: 'asserted' } })),
  ),
  rule(
    'ProductDiscontinued',
    [
      '{C:company}~(?<verb>(?:will |has |had )?(?:discontinu(?:ed|es|e|ing)|stop(?:s|ped)? (?:selling|making|producing)|end(?:ed|s)? (?:production|sales) of|withdr(?:ew|aws|awn)|phas(?:ed|es|ing) out|pull(?:ed|s)|retired))~{P:product}',
      '{P:product}~(?<verb>was discontinued|were discontinued|was withdrawn|was taken off the market|will be discontinued|was phased out)',
    ],
    each,
  ),
];

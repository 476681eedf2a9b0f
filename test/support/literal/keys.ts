import type { FactType } from '../../../events/catalogue.js';
import type { Fact } from './facts.js';

/** Where a fact stands: a row of the table of keys. */
export interface Place {
  readonly key: string;
  /** Payload fields that make the key. */
  readonly inKey: readonly string[];
  /** Fields of the item that are no payload fields as they stand. */
  readonly shown: Readonly<Record<string, unknown>>;
}

const sectionOf: Record<FactType, string> = {
  SanctionImposed: 'sanctions',
  SanctionLifted: 'sanctions',
  GuidanceIssued: 'guidance',
  ProductAnnounced: 'products',
  ProductLaunched: 'products',
  ProductDiscontinued: 'products',
  SalesReported: 'sales',
  MarketPositionReported: 'positions',
  InvestmentMade: 'capital',
  AcquisitionAgreed: 'capital',
  PartnershipFormed: 'partnerships',
  PartnershipEnded: 'partnerships',
  ProductAdopted: 'adoptions',
  ProductDropped: 'adoptions',
  SupplyConstrained: 'supply',
  SupplyRestored: 'supply',
  ShortcomingReported: 'shortcomings',
  ComparisonReported: 'comparisons',
  ForecastMade: 'forecasts',
  StatementMade: 'statements',
};

/** Which rule a fact is listed by: what opens and ends (4, 5), figures, deals (6), or only as a note (7). */
export function kindOf(fact: Fact): 'change' | 'figure' | 'deal' | 'note' {
  const section = sectionOf[fact.type];
  if (['sales', 'positions', 'comparisons'].includes(section)) return 'figure';
  if (section === 'capital') return 'deal';
  return ['forecasts', 'statements'].includes(section) ? 'note' : 'change';
}

type Part = string | readonly string[] | undefined;

const written = (part: Part): string =>
  part === undefined || part.length === 0 ? '*' : [part].flat().sort().map(encodeURIComponent).join('+');

const slug = (text: unknown): string =>
  [...String(text).normalize('NFKD').toLowerCase()]
    .map((letter) => (/[\p{L}\p{N}]/u.test(letter) ? letter : ' '))
    .join('')
    .trim()
    .split(/ +/)
    .join('-');

/** The keys of a fact: section and parts, as the table has them. */
export function placesOf(fact: Fact): Place[] {
  const section = sectionOf[fact.type];
  const of = fact.payload as Record<string, Part>;
  const place = (parts: Part[], inKey: string[], shown: object = {}): Place => ({
    key: [section, ...parts.map(written)].join('/'),
    inKey,
    shown: shown as Place['shown'],
  });
  const series = (...fields: string[]) => {
    const length = lengthOf(fact);
    const parts = fields.map((name) => (name === 'market' ? slug(of[name]) : of[name]));
    return [place([...parts, fact.places, length], fields, { places: fact.places, length })];
  };
  switch (section) {
    case 'sanctions':
      return (of.targets as string[]).flatMap((target) =>
        [of.products ?? [undefined]].flat().map((product) =>
          place([of.authority, of.measure, target, product], ['authority', 'measure', 'targets', 'products'], {
            target,
            product: product ?? null,
          }),
        ),
      );
    case 'guidance':
      return [place([of.authority, of.addressees, slug(of.directive)], ['authority', 'addressees', 'directive'])];
    case 'partnerships':
      return [place([of.parties], ['parties'])];
    case 'adoptions':
      return [place([of.adopter, of.product ?? of.vendor], ['adopter', of.product ? 'product' : 'vendor'])];
    case 'supply':
      return [place([of.company, of.product], ['company', 'product'])];
    case 'shortcomings':
      return [place([of.subject, slug(of.shortcoming)], ['subject', 'shortcoming'])];
    case 'products':
      return [place([of.product], ['product'])];
    case 'sales':
      return series('seller', 'product', 'buyer', 'metric', 'unit');
    case 'positions':
      return series('company', 'market');
    case 'comparisons':
      return series('subject', 'comparator', 'dimension');
    case 'capital': {
      const deal = [of.investors ?? of.acquirer, of.recipient ?? of.target, of.purpose && slug(of.purpose)];
      const inKey = ['investors', 'acquirer', 'recipient', 'target', 'purpose'];
      return [place([fact.type, ...deal], inKey, { type: fact.type })];
    }
    default:
      return [place([fact.id], [])];
  }
}

/** The length of a fact's period, with the month in which its cycle ends. */
function lengthOf({ when, earliest, end }: Fact): string {
  if (when === undefined) return 'undated';
  if (!Number.isFinite(earliest) || !Number.isFinite(end)) return 'open';
  const days = (end + 1 - earliest) / 86_400_000;
  const month = new Date(end).getUTCMonth() + 1;
  const cycle = (months: number) => `-${((month - 1) % months) + 1}`;
  if (days <= 3) return 'day';
  if (days <= 15) return 'week';
  if (days <= 45) return 'month';
  if (days <= 136) return `quarter${cycle(3)}`;
  if (days <= 228) return `half${cycle(6)}`;
  if (days <= 319) return `nineMonths${cycle(12)}`;
  return days <= 550 ? `year${cycle(12)}` : 'longer';
}

import { slug } from '../../../events/text.js';

/** The fields that must be right for a fact to count as exact. */
export const KEY_FIELDS: Record<string, readonly string[]> = {
  SanctionImposed: ['authority', 'targets', 'measure', 'when', 'modality'],
  SanctionLifted: ['authority', 'targets', 'measure', 'when', 'modality'],
  GuidanceIssued: ['authority', 'addressees', 'modality'],
  ProductAnnounced: ['company', 'product', 'when', 'modality'],
  ProductLaunched: ['company', 'product', 'when', 'modality'],
  ProductDiscontinued: ['company', 'product', 'when', 'modality'],
  SalesReported: ['seller', 'product', 'metric', 'value', 'unit', 'when', 'modality'],
  MarketPositionReported: ['company', 'share', 'rank', 'when'],
  InvestmentMade: ['investors', 'recipient', 'value', 'unit', 'modality'],
  AcquisitionAgreed: ['acquirer', 'target', 'value', 'unit'],
  PartnershipFormed: ['parties', 'when', 'modality'],
  PartnershipEnded: ['parties', 'when'],
  ProductAdopted: ['adopter', 'product', 'vendor', 'modality'],
  ProductDropped: ['adopter', 'product', 'vendor'],
  SupplyConstrained: ['company', 'product'],
  SupplyRestored: ['company', 'product'],
  ShortcomingReported: ['subject'],
  ComparisonReported: ['subject', 'comparator', 'dimension', 'relation', 'factor'],
  ForecastMade: ['forecaster', 'subject', 'value', 'when'],
  StatementMade: ['speaker'],
};

const DAY = 86_400_000;

function spanOf(part: string): [number, number] {
  if (part === '' || part === '..') return [-Infinity, Infinity];
  const match = /^(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(part.replace(/[?~%]/g, ''));
  if (!match) return [Number.NaN, Number.NaN];
  const [y, m, d] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  if (m >= 33 && m <= 36) return [Date.UTC(y, (m - 33) * 3, 1), Date.UTC(y, (m - 32) * 3, 1)];
  if (m === 40 || m === 41) return [Date.UTC(y, (m - 40) * 6, 1), Date.UTC(y, (m - 39) * 6, 1)];
  if (d) return [Date.UTC(y, m - 1, d), Date.UTC(y, m - 1, d + 1)];
  return m ? [Date.UTC(y, m - 1, 1), Date.UTC(y, m, 1)] : [Date.UTC(y, 0, 1), Date.UTC(y + 1, 0, 1)];
}

function intervalOf(edtf: string): [number, number] {
  const parts = edtf.split('/');
  return parts.length === 1 ? spanOf(parts[0]!) : [spanOf(parts[0]!)[0], spanOf(parts[1]!)[1]];
}

function sameWhen(a: string, b: string): boolean {
  const [p, q] = [intervalOf(a), intervalOf(b)];
  const tolerance = /~/.test(a + b) ? 31 * DAY : DAY;
  const near = (x: number, y: number): boolean => x === y || Math.abs(x - y) <= tolerance;
  return near(p[0], q[0]) && near(p[1], q[1]);
}

/** Whether a predicted field says what the annotation says; a time that the annotation does not have may not be invented. */
export function same(field: string, gold: unknown, predicted: unknown): boolean {
  if (field === 'when' && (gold ?? null) === null) return (predicted ?? null) === null;
  if (gold === undefined || gold === null) return true;
  if (predicted === undefined || predicted === null) return false;
  if (field === 'when') return sameWhen(String(gold), String(predicted));
  if (typeof gold === 'number') return Math.abs(gold - Number(predicted)) <= 0.01 * Math.abs(gold);
  if (!Array.isArray(gold)) return slug(String(gold)) === slug(String(predicted));
  const expected = new Set(gold.map((value) => slug(String(value))));
  const actual = new Set([predicted].flat().map((value) => slug(String(value))));
  return expected.size === actual.size && [...expected].every((value) => actual.has(value));
}

/** What kind of measure a sanction is. */
export const MEASURES = [
  'exportControl',
  'entityListing',
  'tariff',
  'investmentBan',
  'procurementBan',
  'assetFreeze',
  'penalty',
  'other',
] as const;
export type Measure = (typeof MEASURES)[number];

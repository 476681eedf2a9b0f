import { FactData } from './fact-data.js';
import { EntityId, Optional, Percent, Rank, Text } from './fields.js';

/** One claim about a company's position in a market. */
export class MarketPositionReported extends FactData {
  @EntityId()
  company!: string;

  /** The market, as a text: `AI accelerators`. */
  @Text()
  market!: string;

  /** Percent, 0 to 100. */
  @Optional()
  @Percent()
  share?: number;

  /** From 1. */
  @Optional()
  @Rank()
  rank?: number;

  @Optional()
  @Text()
  description?: string;
}

export const fixture: MarketPositionReported = {
  when: '2024',
  places: ['CN'],
  modality: 'asserted',
  company: 'nvidia',
  market: 'AI accelerators',
  share: 70,
};

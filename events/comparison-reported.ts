import { FactData } from './fact-data.js';
import { Amount, EntityId, OneOf, Optional } from './fields.js';

const DIMENSIONS = ['performance', 'price', 'cost', 'sales', 'efficiency', 'other'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

const RELATIONS = ['greater', 'less', 'equal'] as const;
export type Relation = (typeof RELATIONS)[number];

/** One claim comparing the two; `greater` means that the subject has more of the dimension. */
export class ComparisonReported extends FactData {
  @EntityId()
  subject!: string;

  @EntityId()
  comparator!: string;

  @OneOf(DIMENSIONS)
  dimension!: Dimension;

  @OneOf(RELATIONS)
  relation!: Relation;

  /** Subject divided by comparator. */
  @Optional()
  @Amount()
  factor?: number;
}

export const fixture: ComparisonReported = {
  when: '2024',
  places: ['CN'],
  modality: 'asserted',
  subject: 'h20',
  comparator: 'ascend-910b',
  dimension: 'sales',
  relation: 'greater',
  factor: 2,
};

import { IsObject } from 'class-validator';
import { List, Optional, Text } from './fields.js';

/**
 * A fact that an extractor read, held until a person decides on it; no answer counts it. Its `meta` is that of the fact
 * that it would become, its words are contents of the article.
 */
export class CandidateProposed {
  /** The type of the fact that it would become. */
  @Text()
  factType!: string;

  /** The whole payload of that fact, valid for its type. */
  @IsObject()
  data!: Record<string, unknown>;

  /** Payloads of `EntityDescribed` for what it names and the log did not describe; they are recorded with the fact. */
  @Optional()
  @List()
  @IsObject({ each: true })
  describes?: Record<string, unknown>[];
}

export const fixture: CandidateProposed = {
  factType: 'ProductLaunched',
  data: { modality: 'asserted', company: 'huawei', product: 'ascend-910c' },
  describes: [{ entity: 'huawei', kind: 'company', name: 'Huawei', aliases: [] }],
};

import { Edtf, OneOf, Optional, Places } from './fields.js';

/** `asserted`: reported as having happened or holding; `expected`: planned, forecast, possible; `denied`. */
export const MODALITIES = ['asserted', 'expected', 'denied'] as const;
export type Modality = (typeof MODALITIES)[number];

/** The fields that every fact's payload carries. */
export abstract class FactData {
  /** Valid time, EDTF: when the fact is true in the world. Absent where the source names no time: the fact is undated. */
  @Optional()
  @Edtf()
  when?: string;

  /** The markets or territories that the fact is about, ISO 3166-1 alpha-2. */
  @Optional()
  @Places()
  places?: string[];

  @OneOf(MODALITIES)
  modality!: Modality;
}

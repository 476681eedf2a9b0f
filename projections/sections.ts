import type { FactType } from '../events/catalogue.js';
import { adoptions } from './adoptions.js';
import { capital } from './capital.js';
import { comparisons } from './comparisons.js';
import { forecasts } from './forecasts.js';
import { guidance } from './guidance.js';
import type { SectionName } from './item.js';
import { partnerships } from './partnerships.js';
import { positions } from './positions.js';
import { products } from './products.js';
import { sales } from './sales.js';
import { sanctions } from './sanctions.js';
import type { Section } from './section.js';
import { shortcomings } from './shortcomings.js';
import { statements } from './statements.js';
import { supply } from './supply.js';

/** Every section, by name. */
export const sections: { readonly [S in SectionName]: Section } = {
  sanctions,
  guidance,
  products,
  sales,
  positions,
  capital,
  partnerships,
  adoptions,
  supply,
  shortcomings,
  comparisons,
  forecasts,
  statements,
};

/** The section in whose keys the facts of a type stand. */
export const sectionOf = Object.fromEntries(
  Object.values(sections).flatMap((section) => section.types.map((type) => [type, section])),
) as { readonly [T in FactType]: Section };

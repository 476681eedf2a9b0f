import { adoptions } from './adoptions.js';
import { capital } from './capital.js';
import { comparisons } from './comparisons.js';
import { forecasts } from './forecasts.js';
import { guidance } from './guidance.js';
import { partnerships } from './partnerships.js';
import { positions } from './positions.js';
import { products } from './products.js';
import type { Rule } from './rule.js';
import { sales } from './sales.js';
import { sanctions } from './sanctions.js';
import { shortcomings } from './shortcomings.js';
import { statements } from './statements.js';
import { supply } from './supply.js';

/** Every rule, the more telling before the more general. */
export const rules: readonly Rule[] = [
  ...sanctions,
  ...guidance,
  ...forecasts,
  ...sales,
  ...positions,
  ...capital,
  ...comparisons,
  ...supply,
  ...products,
  ...partnerships,
  ...adoptions,
  ...shortcomings,
  ...statements,
];

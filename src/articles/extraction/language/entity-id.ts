import { slug } from '../../../../events/text.js';

/** The id of a name that no list has: its slug, letters without their marks and words without apostrophes. */
export const entityId = (name: string): string =>
  slug(
    name
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .replace(/['’]/g, ''),
  );

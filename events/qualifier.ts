/** How exact a figure is. */
export const QUALIFIERS = ['exact', 'about', 'atLeast', 'atMost'] as const;
export type Qualifier = (typeof QUALIFIERS)[number];

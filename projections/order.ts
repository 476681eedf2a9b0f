/** Orders numbers, infinities included. */
export const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

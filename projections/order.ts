/** Orders numbers, infinities included. */
export const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/** How many of some ascending values are not greater than a limit, by binary search. */
export function upTo<T>(values: readonly T[], limit: number, of: (value: T) => number = Number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(values[middle] as T) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

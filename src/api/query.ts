import { invalidField } from '../problem.js';

/** A parsed query string: one value, or several where a parameter is repeated. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Every value of a parameter; undefined where it is not given. */
export function many(query: Query, name: string): readonly string[] | undefined {
  const value = query[name];
  if (value === undefined) return undefined;
  const values = typeof value === 'string' ? [value] : value;
  if (values.some((each) => each === '')) throw invalidField(name, 'is empty: leave it out or give a value');
  return values;
}

/** The one value of a parameter. */
export function one(query: Query, name: string): string | undefined {
  const values = many(query, name);
  if (values && values.length > 1) throw invalidField(name, 'is given more than once');
  return values?.[0];
}

/** The values of a parameter, each of a closed set. */
export function words<T extends string>(query: Query, name: string, allowed: readonly T[]): readonly T[] | undefined {
  const values = many(query, name);
  for (const value of values ?? [])
    if (!allowed.includes(value as T)) throw invalidField(name, `is "${value}": give one of ${allowed.join(', ')}`);
  return values as readonly T[] | undefined;
}

export function flag(query: Query, name: string, unless = false): boolean {
  const [value = String(unless)] = words(query, name, ['true', 'false']) ?? [];
  return value === 'true';
}

export function integer(query: Query, name: string, least: number, most: number): number | undefined {
  const text = one(query, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d{1,15}$/.test(text) || value < least || value > most)
    throw invalidField(name, `is "${text}": give a whole number from ${least} to ${most}`);
  return value;
}

/** Refuses parameters that a route does not have. */
export function only(query: Query, names: readonly string[]): void {
  for (const name of Object.keys(query))
    if (!names.includes(name)) throw invalidField(name, `is no parameter here; there are ${names.join(', ')}`);
}

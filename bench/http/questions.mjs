import { entityAt, FIRST_DAY, LAST_DAY, random } from '../lib/timeline.mjs';

/** Different questions of each case, asked in turn. */
const COUNT = 200;

const citedName = (name) => `${name}, clocks cited`;

/** The names of the cases. */
export const CASES = ['/v1/state?entity=', '/v1/facts?entity=', '/v1/facts'].flatMap((name) => [name, citedName(name)]);

/** Entities that the log tells of, picked among all alike. */
async function entities(url, next) {
  const found = new Set();
  while (found.size < COUNT) {
    const entity = entityAt(next);
    const { items } = await (await fetch(`${url}/v1/facts?entity=${entity}&limit=1`)).json();
    if (items.length > 0) found.add(entity);
  }
  return [...found];
}

/** The cases of the benchmark by name: paths that vary in entity, order and clocks. */
export async function questions(url, head) {
  const next = random(11);
  const named = await entities(url, next);
  const day = () => new Date(FIRST_DAY + next() * (LAST_DAY - FIRST_DAY)).toISOString();
  const types = ['SalesReported', 'ProductLaunched', 'PartnershipFormed', 'SupplyConstrained'];
  const lists = ['when', '-when', 'publishedAt', '-publishedAt', 'position', '-position'].flatMap((order) => [
    `/v1/facts?order=${order}`,
    ...types.map((type) => `/v1/facts?order=${order}&type=${type}`),
  ]);
  const asked = {
    '/v1/state?entity=': named.map((entity) => `/v1/state?entity=${entity}`),
    '/v1/facts?entity=': named.map((entity) => `/v1/facts?entity=${entity}`),
    '/v1/facts': lists,
  };
  const cite = (path) => `${path}&knownAt=${day()}&position=${Math.ceil(next() * head)}`;
  return Object.fromEntries(
    Object.entries(asked).flatMap(([name, paths]) => [
      [name, paths],
      [citedName(name), paths.map(cite)],
    ]),
  );
}

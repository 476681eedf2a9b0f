import type { Item } from '../../projections/item.js';
import type { FactView } from '../facts/fact-views.js';
import { invalidField } from '../problem.js';

export const FORMATS = ['json', 'csv', 'ndjson', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

const TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
};

/** The format asked for by parameter, else by the `Accept` header. */
export function formatOf(asked: string | undefined, accept: string | undefined): Format {
  if (asked !== undefined) {
    if (!FORMATS.includes(asked as Format)) throw invalidField('format', `is "${asked}": give ${FORMATS.join(', ')}`);
    return asked as Format;
  }
  const found = FORMATS.find((format) => format !== 'json' && accept?.includes(TYPES[format].split(';')[0] as string));
  return found ?? 'json';
}

/** Rows of flat cells; a cell is a text, a number, a boolean or nothing. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The whole objects, for formats that nest. */
  readonly whole: readonly object[];
}

export async function write(format: Format, table: Table): Promise<{ body: string | Buffer; type: string }> {
  const type = TYPES[format];
  if (format === 'ndjson') return { body: table.whole.map((row) => `${JSON.stringify(row)}\n`).join(''), type };
  if (format === 'csv') return { body: await csv(table), type };
  return { body: await parquet(table), type };
}

/** A cell that a spreadsheet would run as a formula is kept as text. */
const guarded = (cell: unknown): unknown => (typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

async function csv({ columns, rows }: Table): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  return stringify(
    rows.map((row) => columns.map((column) => guarded(row[column] ?? ''))),
    { header: true, columns: [...columns] },
  );
}

async function parquet({ columns, rows }: Table): Promise<Buffer> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = columns.map((name) => {
    const cells = rows.map((row) => row[name] ?? undefined);
    const numeric = cells.every((cell) => cell === undefined || typeof cell === 'number');
    return numeric && cells.some((cell) => cell !== undefined)
      ? { name, data: cells as number[], type: 'DOUBLE' as const, nullable: true }
      : {
          name,
          data: cells.map((cell) => (cell === undefined ? undefined : String(cell))),
          type: 'STRING' as const,
          nullable: true,
        };
  });
  return Buffer.from(parquetWriteBuffer({ columnData }));
}

const cellOf = (value: unknown): unknown =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? value.join(' ')
    : typeof value === 'object' && value !== null
      ? JSON.stringify(value)
      : value;

function tableOf(rows: readonly Record<string, unknown>[], first: readonly string[], whole: readonly object[]): Table {
  const columns = new Set(first);
  for (const row of rows) for (const name of Object.keys(row)) columns.add(name);
  return { columns: [...columns], rows, whole };
}

/** The items of one section as a table. */
export function stateTable(items: readonly Item[]): Table {
  const rows = items.map((item) =>
    Object.fromEntries(Object.entries(item).map(([name, value]) => [name, cellOf(value)])),
  );
  return tableOf(rows, ['key'], items);
}

/** Facts as a table: what all share, then the fields of the payloads under `data.`. */
export function factsTable(facts: readonly FactView[]): Table {
  const rows = facts.map(({ data, meta, ...fact }) => {
    const { publishedAt, article, evidence, attributedTo } = meta as Record<
      string,
      Record<string, unknown> | undefined
    >;
    const payload = Object.entries(data as object).map(([name, value]) => [`data.${name}`, cellOf(value)]);
    return {
      ...fact,
      publishedAt,
      publisher: article?.publisher,
      title: article?.title,
      url: article?.url,
      articleId: article?.id,
      attributedTo,
      quote: evidence?.exact,
      ...Object.fromEntries(payload),
    };
  });
  return tableOf(rows, ['id', 'type', 'position', 'recordedAt', 'status', 'publishedAt'], facts);
}

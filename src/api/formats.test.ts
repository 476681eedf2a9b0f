import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { formatOf, stateTable, write } from './formats.js';

const table = stateTable([
  { key: 'sales/a', value: 5, product: '=1+1', places: ['CN', 'US'], claims: [] },
  { key: 'sales/b', value: 6.5, buyer: 'x, "y"' },
]);

describe('tables', () => {
  it('are CSV with quotes doubled and formulas defused', async () => {
    const { body } = await write('csv', table);
    const [head, first, second] = String(body).split('\n');
    expect(head).toBe('key,value,product,places,claims,buyer');
    expect(first).toContain("'=1+1,CN US");
    expect(second).toContain('"x, ""y"""');
  });

  it('are Parquet that another reader reads', async () => {
    const { body } = await write('parquet', table);
    const bytes = body as Buffer;
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    expect(await parquetReadObjects({ file })).toMatchObject([
      { key: 'sales/a', value: 5, places: 'CN US' },
      { key: 'sales/b', value: 6.5, product: null },
    ]);
  });

  it('are asked for by parameter before the header', () => {
    expect(formatOf('csv', 'application/x-ndjson')).toBe('csv');
    expect(formatOf(undefined, 'text/csv, */*')).toBe('csv');
    expect(formatOf(undefined, '*/*')).toBe('json');
    expect(() => formatOf('xlsx', undefined)).toThrow(/format/);
  });
});

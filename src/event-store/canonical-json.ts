/** Characters of ASCII that JSON writes as they are within quotes. */
const PLAIN = Uint8Array.from({ length: 128 }, (_, code) => Number(code >= 0x20 && code !== 0x22 && code !== 0x5c));

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;

// One value is written at a time, so one buffer serves all; growing by need, it keeps the size of the largest value.
let bytes = Buffer.alloc(16 * 1024);
let length = 0;
let isAscii = true;

function reserve(more: number): void {
  if (length + more <= bytes.length) return;
  const larger = Buffer.alloc(Math.max(bytes.length * 2, length + more));
  bytes.copy(larger, 0, 0, length);
  bytes = larger;
}

function writeByte(byte: number): void {
  reserve(1);
  bytes[length++] = byte;
}

function writeAscii(text: string): void {
  reserve(text.length);
  const target = bytes;
  let at = length;
  for (let i = 0; i < text.length; i++) target[at++] = text.charCodeAt(i);
  length = at;
}

function writeText(text: string): void {
  reserve(text.length + 2);
  const target = bytes;
  let at = length;
  target[at++] = QUOTE;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f || PLAIN[code] === 0) {
      writeEscaped(text);
      return;
    }
    target[at++] = code;
  }
  target[at++] = QUOTE;
  length = at;
}

function writeEscaped(text: string): void {
  const json = JSON.stringify(text);
  reserve(json.length * 3);
  length += bytes.write(json, length, 'utf8');
  isAscii = false;
}

/** RFC 8785 sorts by UTF-16 code units, as JavaScript compares strings; for a few keys this beats `sort`. */
function sortedKeys(object: object): string[] {
  const keys = Object.keys(object);
  if (keys.length > 32) return keys.sort();
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let at = i;
    for (; at > 0 && keys[at - 1]! > key; at--) keys[at] = keys[at - 1]!;
    keys[at] = key;
  }
  return keys;
}

function writeObject(object: Readonly<Record<string, unknown>>): void {
  let isFirst = true;
  writeAscii('{');
  for (const key of sortedKeys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    if (!isFirst) writeByte(COMMA);
    isFirst = false;
    writeText(key);
    writeByte(COLON);
    writeValue(value);
  }
  writeAscii('}');
}

function writeArray(array: readonly unknown[]): void {
  writeAscii('[');
  for (let i = 0; i < array.length; i++) {
    if (i > 0) writeByte(COMMA);
    writeValue(array[i] ?? null);
  }
  writeAscii(']');
}

function writeValue(value: unknown): void {
  if (typeof value === 'string') writeText(value);
  else if (typeof value === 'number') writeNumber(value);
  else if (typeof value === 'boolean') writeAscii(value ? 'true' : 'false');
  else if (value === null) writeAscii('null');
  else if (Array.isArray(value)) writeArray(value);
  else if (typeof value === 'object') writeObject(value as Readonly<Record<string, unknown>>);
  else throw new TypeError(`a ${typeof value} has no form in JSON`);
}

function writeNumber(value: number): void {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no form in JSON`);
  writeAscii(value === 0 ? '0' : String(value));
}

/**
 * A JSON value in the form of RFC 8785 (JSON Canonicalization Scheme): keys sorted, no white space, numbers and strings
 * as ECMAScript writes them. Fields that are undefined are left out. Written byte by byte, for a string put together of
 * pieces is copied again by the hash and by the database.
 * @throws {TypeError} where the value holds what JSON cannot: a number that is not finite, a bigint, a function.
 */
export function canonical(value: unknown): string {
  length = 0;
  isAscii = true;
  writeValue(value);
  return bytes.toString(isAscii ? 'latin1' : 'utf8', 0, length);
}

/** Several values, each in that form, one behind the other; `ends` tells where each ends. */
export function canonicalBytes(values: Iterable<unknown>): {
  readonly bytes: Buffer;
  readonly ends: readonly number[];
} {
  length = 0;
  const ends: number[] = [];
  for (const value of values) {
    writeValue(value);
    ends.push(length);
  }
  return { bytes: Buffer.from(bytes.subarray(0, length)), ends };
}

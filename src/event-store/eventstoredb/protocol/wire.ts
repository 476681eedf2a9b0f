import type { Reader } from 'protobufjs/minimal.js';

/** The tag of a field that holds a message, bytes or a text. */
export const nested = (field: number): number => (field << 3) | 2;
/** The tag of a field that holds an integer. */
export const varint = (field: number): number => field << 3;

/** Where a nested message ends that begins here. */
export const endOf = (reader: Reader): number => reader.uint32() + reader.pos;

/** A 64-bit integer, as revisions and offsets are, which stay below 2^53. */
export function safeInteger(reader: Reader): number {
  const value = reader.uint64();
  return typeof value === 'number' ? value : value.high * 2 ** 32 + (value.low >>> 0);
}

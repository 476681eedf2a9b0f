import { existsSync, readFileSync } from 'node:fs';

const HEADER = 32;
const FRAME_HEADER = 24;

type Sums = [number, number];

/** The checksum of https://sqlite.org/fileformat2.html#checksum_algorithm, going on from `sums`. */
function checksum(bytes: DataView, from: number, to: number, [a, b]: Sums, littleEndian: boolean): Sums {
  let s0 = a;
  let s1 = b;
  for (let at = from; at < to; at += 8) {
    s0 = (s0 + bytes.getUint32(at, littleEndian) + s1) >>> 0;
    s1 = (s1 + bytes.getUint32(at + 4, littleEndian) + s0) >>> 0;
  }
  return [s0, s1];
}

const sumsAt = (bytes: DataView, at: number): Sums => [bytes.getUint32(at), bytes.getUint32(at + 4)];
const equal = (one: Sums, other: Sums): boolean => one[0] === other[0] && one[1] === other[1];

function framesFit(bytes: DataView): boolean[] {
  const littleEndian = (bytes.getUint32(0) & 1) === 0;
  const pageSize = bytes.getUint32(8);
  const frame = FRAME_HEADER + pageSize;
  const fits: boolean[] = [];
  for (let at = HEADER; at + frame <= bytes.byteLength; at += frame) {
    const before = sumsAt(bytes, at === HEADER ? 24 : at - frame + 16);
    const head = checksum(bytes, at, at + 8, before, littleEndian);
    const sums = checksum(bytes, at + FRAME_HEADER, at + frame, head, littleEndian);
    fits.push(equal(sumsAt(bytes, at + 8), sumsAt(bytes, 16)) && equal(sums, sumsAt(bytes, at + 16)));
  }
  return fits;
}

/**
 * What is wrong with a write-ahead log beyond a torn end, or undefined. SQLite takes the first frame that does not fit
 * for the end and silently drops what was committed after it; a frame that fits behind one that does not tells that
 * these were written whole and changed later.
 */
export function walDamage(databaseFile: string): string | undefined {
  const file = `${databaseFile}-wal`;
  if (!existsSync(file)) return undefined;
  const buffer = readFileSync(file);
  const bytes = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  if (bytes.byteLength < HEADER + FRAME_HEADER) return undefined;
  const littleEndian = (bytes.getUint32(0) & 1) === 0;
  const headerFits =
    bytes.getUint32(0) >>> 1 === 0x377f0682 >>> 1 &&
    equal(checksum(bytes, 0, 24, [0, 0], littleEndian), sumsAt(bytes, 24));
  if (!headerFits) return `the header of the write-ahead log ${file} was changed`;
  const fits = framesFit(bytes);
  const bad = fits.indexOf(false);
  return bad >= 0 && fits.indexOf(true, bad) >= 0
    ? `frame ${bad + 1} of the write-ahead log ${file} was changed`
    : undefined;
}

import { buffer as readAll } from 'node:stream/consumers';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { decodeBytes } from '../net/decode-bytes.js';
import type { Document } from './document.js';

/** Bytes that a file of an archive may unpack to: no article that is longer is taken. */
const LARGEST = 4 * 1024 * 1024;

/** The files of a zip archive that `wanted` picks, in the order of their names. */
export async function* zipDocuments(path: string, wanted: (name: string) => boolean): AsyncIterable<Document> {
  const zip = await openPromise(path, { autoClose: false, validateEntrySizes: true });
  try {
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) if (wanted(entry.fileName)) entries.push(entry);
    entries.sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
    for (const entry of entries) {
      const name = `${path}/${entry.fileName}`;
      yield { name, read: () => unpacked(zip, entry) };
    }
  } finally {
    zip.close();
  }
}

async function unpacked(zip: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > LARGEST)
    throw new Error(`it unpacks to ${entry.uncompressedSize} bytes: ${LARGEST} at most are taken`);
  return decodeBytes(await readAll(await zip.openReadStreamPromise(entry)));
}

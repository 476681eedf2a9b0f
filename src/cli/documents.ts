import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer as readAll } from 'node:stream/consumers';
import { decodeBytes } from '../net/decode-bytes.js';
import type { Document } from './document.js';
import { zipDocuments } from './zip-documents.js';

const TEXTS = new Set(['.txt', '.md', '.html', '.htm', '.json']);
const LINES = new Set(['.jsonl', '.ndjson']);

const isText = (name: string): boolean => TEXTS.has(extname(name).toLowerCase());

/**
 * The documents of a path: a file, the lines of a file of JSON lines, the files of a folder (at any depth) or of a zip
 * archive; `-` is standard input, a URL one that the service fetches. Folders and archives are read in the order of their names.
 */
export async function* documentsOf(path: string, lines = false): AsyncIterable<Document> {
  if (/^https?:\/\//i.test(path)) yield { name: path, read: async () => JSON.stringify({ url: path }) };
  else if (path === '-') {
    if (lines) yield* linesOf('line', process.stdin);
    else yield { name: 'standard input', read: async () => decodeBytes(await readAll(process.stdin)) };
  } else if ((await stat(path)).isDirectory()) yield* folderDocuments(path);
  else yield* fileDocuments(path, lines);
}

async function* fileDocuments(path: string, lines: boolean): AsyncIterable<Document> {
  const ending = extname(path).toLowerCase();
  if (ending === '.zip') yield* zipDocuments(path, isText);
  else if (lines || LINES.has(ending)) yield* linesOf(path, createReadStream(path));
  else yield { name: path, read: async () => decodeBytes(await readFile(path)) };
}

async function* folderDocuments(folder: string): AsyncIterable<Document> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* folderDocuments(path);
    else if (isText(path) || LINES.has(extname(path)) || extname(path) === '.zip') yield* fileDocuments(path, false);
  }
}

async function* linesOf(name: string, input: NodeJS.ReadableStream): AsyncIterable<Document> {
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() !== '') yield { name: `${name}:${number}`, read: async () => line };
  }
}

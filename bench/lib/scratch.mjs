import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Not the system's temporary folder, which may be memory: a durable write has to reach a disk. */
const ROOT = resolve('data/bench');

/** A new folder to work in. */
export function scratchFolder() {
  mkdirSync(ROOT, { recursive: true });
  return mkdtempSync(join(ROOT, 'run-'));
}

export const removeFolder = (folder) => rmSync(folder, { recursive: true, force: true });

/** Runs work with a folder of its own, and removes it. */
export async function withScratch(work) {
  const folder = scratchFolder();
  try {
    return await work(folder);
  } finally {
    removeFolder(folder);
  }
}

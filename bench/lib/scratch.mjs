import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Not the system's temporary folder, which may be memory: a durable write has to reach a disk. */
const ROOT = resolve('data/bench');

/** The folder in which benchmarks make theirs. */
export function scratchRoot() {
  mkdirSync(ROOT, { recursive: true });
  return ROOT;
}

/** Runs work with a folder of its own, and removes it. */
export async function withScratch(work) {
  const folder = mkdtempSync(join(scratchRoot(), 'run-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

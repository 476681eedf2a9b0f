import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Not the system's temporary folder, which may be memory: a durable write has to reach a disk. */
const ROOT = resolve('data/bench');

/** Runs work with a folder of its own, and removes it. */
export async function withScratch(work) {
  mkdirSync(ROOT, { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'run-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

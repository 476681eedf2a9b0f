import { existsSync } from 'node:fs';
import { StoreUnavailableError, type Verification } from '../event-store.js';
import { GENESIS_HASH } from '../hash-chain.js';
import { isEmpty, layoutProblem, logFile, openUnchecked } from './schema.js';
import { isDamage, toPortError } from './sqlite-errors.js';
import { verifyLog } from './verify.js';
import { walDamage } from './wal-check.js';

const NOTHING: Verification = { positions: 0, head: GENESIS_HASH };

/**
 * Verifies the log of a data directory, also one too damaged to be opened, and beside a service that writes it.
 * @throws {StoreUnavailableError} where there is no log, or it cannot be read for another reason than damage.
 */
export async function verifyDataDir(dataDir: string, onProgress?: (position: number) => void): Promise<Verification> {
  const file = logFile(dataDir);
  if (!existsSync(file)) throw new StoreUnavailableError(`there is no log in ${dataDir}`);
  const damage = await lastingWalDamage(file);
  const found = await verifyFile(file, onProgress);
  if (found.firstBad || !damage) return found;
  return { ...found, firstBad: { position: found.positions + 1, problem: damage } };
}

/** A writer may be starting its write-ahead log anew while it is read; damage is still there a moment later. */
async function lastingWalDamage(file: string): Promise<string | undefined> {
  if (!walDamage(file)) return undefined;
  await new Promise((resolve) => setTimeout(resolve, 100));
  return walDamage(file);
}

async function verifyFile(file: string, onProgress?: (position: number) => void): Promise<Verification> {
  const db = openUnchecked(file);
  try {
    const problem = layoutProblem(db);
    if (problem) return { ...NOTHING, firstBad: { position: 1, problem } };
    return isEmpty(db) ? NOTHING : await verifyLog(db, onProgress);
  } catch (error) {
    if (!isDamage(error)) throw toPortError(error);
    return { ...NOTHING, firstBad: { position: 1, problem: `SQLite cannot read the log: ${error.message}` } };
  } finally {
    db.close();
  }
}

import { existsSync } from 'node:fs';
import { StoreUnavailableError, type Verification } from '../event-store.js';
import { GENESIS_HASH } from '../hash-chain.js';
import { logFile, openToRead } from './schema.js';
import { isSqliteError, toPortError } from './sqlite-errors.js';
import { verifyLog } from './verify.js';
import { walDamage } from './wal-check.js';

const UNREADABLE: Verification = { positions: 0, head: GENESIS_HASH };

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
  let db: ReturnType<typeof openToRead> | undefined;
  try {
    db = openToRead(file);
    return await verifyLog(db, onProgress);
  } catch (error) {
    if (!isSqliteError(error) || !meansDamage(error.errcode)) throw toPortError(error);
    return { ...UNREADABLE, firstBad: { position: 1, problem: `SQLite cannot read the log: ${error.message}` } };
  } finally {
    db?.close();
  }
}

/** Damage (11, 26), or a schema that no longer has what it had (1). */
const meansDamage = (errcode: number): boolean => [1, 11, 26].includes(errcode & 0xff);

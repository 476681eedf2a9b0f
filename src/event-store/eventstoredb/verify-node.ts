import { existsSync } from 'node:fs';
import { StoreUnavailableError, type Verification } from '../event-store.js';
import { withPortErrors } from '../sqlite/sqlite-errors.js';
import { DbConnection } from './db-connection.js';
import { toPortError } from './db-errors.js';
import { LocalLog } from './local-log.js';
import { followedLogFile } from './local-schema.js';
import { verifyServerLog } from './verify.js';

/**
 * Verifies the log on the server against what a node derived of it in its data directory; the node may be running.
 * @throws {StoreUnavailableError} where the node has derived nothing yet, or the server does not answer.
 */
export async function verifyNode(
  { url, dataDir }: { readonly url: string; readonly dataDir: string },
  onProgress?: (position: number) => void,
): Promise<Verification> {
  const file = followedLogFile(dataDir);
  if (!existsSync(file)) throw new StoreUnavailableError(`no node has followed the log into ${dataDir}`);
  const log = withPortErrors(() => new LocalLog(file, { readOnly: true }));
  const connection = new DbConnection(url);
  try {
    return await verifyServerLog(connection, log, onProgress);
  } catch (error) {
    throw toPortError(error);
  } finally {
    log.close();
    await connection.close();
  }
}

import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { AddressGuard } from './address-guard.js';

const CONNECT_TIMEOUT_MS = 10_000;

/** An undici agent whose every connection, to a name or to a literal, goes to an address that the guard has passed. */
export function guardedAgent(guard: AddressGuard): Agent {
  return new Agent({
    connect: (options, callback) => void connectGuarded(guard, options, callback),
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 10_000,
    maxHeaderSize: 16 * 1024,
  });
}

async function connectGuarded(
  guard: AddressGuard,
  options: buildConnector.Options,
  callback: buildConnector.Callback,
): Promise<void> {
  let addresses: readonly string[];
  try {
    addresses = await guard.addressesOf(options.hostname);
  } catch (error) {
    callback(error as Error, null);
    return;
  }
  buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup: pinned(addresses) })(options, callback);
}

/** Answers with the addresses that were checked; Node asks it for names alone, a literal is its own address. */
function pinned(addresses: readonly string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, options, callback) => {
    if (options.all) callback(null, entries);
    else callback(null, entries[0]!.address, entries[0]!.family);
  };
}

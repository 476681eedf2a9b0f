import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicUnicast } from './public-address.js';

/** The addresses of a host name, each as text; throws where there is none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export interface AddressGuardOptions {
  /** Lets addresses through that are not public unicast. */
  readonly allowPrivate?: boolean;
  /** Lets `http:` through. */
  readonly allowHttp?: boolean;
  readonly resolve?: Resolve;
}

/** The URL or an address that its host has is refused, whatever may be tried again. */
export class AddressRefusedError extends Error {
  readonly code = 'address_refused';
}

/** The host name has no address now. */
export class UnresolvedHostError extends Error {
  readonly code = 'host_unresolved';
}

/**
 * Keeps requests to addresses that others chose away from the own network. A name is resolved once for a connection,
 * every address that it has is checked, and the connection goes to one of those alone.
 */
export class AddressGuard {
  private readonly resolve: Resolve;

  constructor(private readonly options: AddressGuardOptions = {}) {
    this.resolve = options.resolve ?? systemResolve(options.allowPrivate ?? false);
  }

  /**
   * Checks a URL before it is stored. A name that does not resolve now passes: every connection asks again.
   * @throws {AddressRefusedError}
   */
  async checkUrl(text: string): Promise<URL> {
    const url = this.parse(text);
    try {
      await this.addressesOf(url.hostname);
    } catch (error) {
      if (!(error instanceof UnresolvedHostError)) throw error;
    }
    return url;
  }

  /**
   * The addresses that a connection to this host may use.
   * @throws {AddressRefusedError} where any of them is not public unicast.
   * @throws {UnresolvedHostError}
   */
  async addressesOf(hostname: string): Promise<readonly string[]> {
    const host = bareHost(hostname);
    if (isIP(host)) return this.checked(host, [host]);
    if (!this.options.allowPrivate && isLocalName(host))
      throw new AddressRefusedError(`the host ${host} is this machine: name one on the public internet`);
    return this.checked(host, await this.resolve(host));
  }

  private parse(text: string): URL {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url) throw new AddressRefusedError(`${text} is not a URL: write it in full, such as https://example.com/hook`);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && this.options.allowHttp))
      throw new AddressRefusedError(
        `the scheme ${url.protocol} is refused: use https (http only where ALLOW_HTTP_WEBHOOKS=true)`,
      );
    if (url.username || url.password)
      throw new AddressRefusedError('a URL with a user name or password is refused: verify the signature instead');
    return url;
  }

  private checked(host: string, addresses: readonly string[]): readonly string[] {
    if (addresses.length === 0) throw new UnresolvedHostError(`the host ${host} has no address`);
    const refused = this.options.allowPrivate ? undefined : addresses.find((address) => !isPublicUnicast(address));
    if (refused === undefined) return addresses;
    const which = refused === host ? refused : `${refused}, which ${host} resolves to,`;
    throw new AddressRefusedError(`the address ${which} is not public unicast`);
  }
}

const bareHost = (hostname: string): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

const isLocalName = (host: string): boolean => /(^|\.)localhost$/i.test(host);

/**
 * Asks the name servers without a thread of the pool, so that a name whose servers are silent holds up no other.
 * `/etc/hosts` counts only in an own network.
 */
function systemResolve(allowPrivate: boolean): Resolve {
  const fromServers = resolveWith(new Resolver({ timeout: 2500, tries: 2 }));
  if (!allowPrivate) return fromServers;
  return async (hostname) => {
    if (!hostname.includes('.')) return fromSystem(hostname);
    return fromServers(hostname).catch(() => fromSystem(hostname));
  };
}

/** Resolves through the name servers of a resolver, IPv4 first. */
export function resolveWith(resolver: Resolver): Resolve {
  return async (hostname) => {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length === 0) throw new UnresolvedHostError(`the host ${hostname} does not resolve`);
    return addresses;
  };
}

async function fromSystem(hostname: string): Promise<readonly string[]> {
  try {
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw new UnresolvedHostError(`the host ${hostname} does not resolve`, { cause: error });
  }
}

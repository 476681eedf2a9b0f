/** Where a running service is, and the key to it. */
export interface ServiceAddress {
  readonly url: string;
  readonly apiKey?: string;
}

/** The service answered with a problem (RFC 9457), or not at all. */
export class ServiceError extends Error {}

/** No service answers at the address. */
export class NoServiceError extends ServiceError {
  constructor(url: string, problem: string) {
    super(`no service answers at ${url} (${problem}): start one with "factline serve", or name another with --url`);
  }
}

/** Asks a running service over its HTTP interface. */
export class ServiceClient {
  constructor(private readonly address: ServiceAddress) {}

  /** @throws {ServiceError} that says what the service said. */
  async ask<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T> {
    const { url, apiKey } = this.address;
    if (!URL.canParse(url)) throw new ServiceError(`"${url}" is not a URL: give one such as http://127.0.0.1:3000`);
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).catch((error: Error) => {
      const cause = error.cause as NodeJS.ErrnoException | undefined;
      throw new NoServiceError(url, cause?.code ?? cause?.message ?? error.message);
    });
    const text = await response.text();
    if (response.ok) return (text ? JSON.parse(text) : undefined) as T;
    throw new ServiceError(problemOf(text) ?? `${method} ${path} answered ${response.status}`);
  }
}

function problemOf(text: string): string | undefined {
  try {
    const { detail, title } = JSON.parse(text) as { detail?: string; title?: string };
    return detail ?? title;
  } catch {
    return undefined;
  }
}

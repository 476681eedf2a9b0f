/** Where a running service is, and the key to it. */
export interface ServiceAddress {
  readonly url: string;
  readonly apiKey?: string;
}

/** The service answered with a problem (RFC 9457), or not at all. */
export class ServiceError extends Error {}

/** Asks a running service over its HTTP interface. */
export class ServiceClient {
  constructor(private readonly address: ServiceAddress) {}

  /** @throws {ServiceError} that says what the service said. */
  async ask<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T> {
    const { url, apiKey } = this.address;
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).catch((error: Error) => {
      throw new ServiceError(
        `no service answers at ${url}: ${(error.cause as Error | undefined)?.message ?? error.message}`,
      );
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

import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { AddressGuard, type AddressGuardOptions, AddressRefusedError } from '../net/address-guard.js';
import { fetchPage, PageError } from '../net/fetch-page.js';
import { guardedAgent } from '../net/guarded-agent.js';
import { invalid } from '../problem.js';

const TIMEOUT_MS = 20_000;

/** Fetches articles that are named by their URL alone, through the guard that webhooks go through. */
@Injectable()
export class Pages implements OnModuleDestroy {
  private readonly guard: AddressGuard;
  private readonly agent: ReturnType<typeof guardedAgent>;

  constructor(options: AddressGuardOptions) {
    this.guard = new AddressGuard(options);
    this.agent = guardedAgent(this.guard);
  }

  /** The body of a request to capture, with the page's words, and what it says of itself where the body is silent. */
  async filled(body: unknown): Promise<unknown> {
    if (!namesUrlAlone(body)) return body;
    const { body: words, html } = await this.page(body.url);
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
    if (!html) return { ...given, text: words };
    const { pageFacts } = await import('./page-facts.js');
    return { ...pageFacts(words), ...given, html: words };
  }

  async onModuleDestroy(): Promise<void> {
    await this.agent.destroy();
  }

  private async page(url: string) {
    try {
      return await fetchPage(url, { guard: this.guard, agent: this.agent, timeoutMs: TIMEOUT_MS });
    } catch (error) {
      if (!(error instanceof PageError || error instanceof AddressRefusedError)) throw error;
      const problem = `the page was not fetched: ${error.message}`;
      throw invalid(`url: ${problem}`, [{ field: 'url', problem }], 'url_not_fetched');
    }
  }
}

function namesUrlAlone(body: unknown): body is { url: string } {
  if (typeof body !== 'object' || body === null) return false;
  const { url, text, html } = body as Record<string, unknown>;
  return typeof url === 'string' && URL.canParse(url) && (text ?? html ?? undefined) === undefined;
}

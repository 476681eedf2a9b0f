import { Command, InvalidArgumentError } from 'commander';
import type { entryView, WebhookView } from '../webhooks/webhook-view.js';
import { ServiceClient } from './service-client.js';

type Entry = ReturnType<typeof entryView>;
type Write = (text: string) => void;

interface Globals {
  readonly url: string;
  readonly json?: boolean;
}

interface AddOptions {
  readonly type: readonly string[];
  readonly entity: readonly string[];
  readonly place: readonly string[];
  readonly market: readonly string[];
  readonly after?: number;
  readonly batch?: number;
  readonly description?: string;
  readonly v1a?: boolean;
  readonly validate?: boolean;
}

const several = (value: string, before: readonly string[]): string[] => [...before, value];

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** `factline webhooks`: subscriptions of a running service, over its HTTP interface. */
export function webhooksCommand(write: Write = (text) => process.stdout.write(text)): Command {
  const command = new Command('webhooks').description('subscriptions of a running service');
  command
    .option('--url <url>', 'where the service is', process.env.FACTLINE_URL ?? 'http://127.0.0.1:3000')
    .option('--json', 'print what the service answers')
    .addHelpText(
      'after',
      '\nExamples:\n  factline webhooks add https://example.com/hook --help\n  factline webhooks deliveries ID --json',
    );
  const client = () => {
    const apiKey = process.env.FACTLINE_API_KEY;
    return new ServiceClient({ url: command.opts<Globals>().url, ...(apiKey ? { apiKey } : {}) });
  };
  const print = <T>(answer: T, lines: (answer: T) => readonly string[]) => {
    const text = command.opts<Globals>().json ? JSON.stringify(answer, null, 2) : lines(answer).join('\n');
    write(text === '' ? '' : `${text}\n`);
  };

  command
    .command('list')
    .description('list webhooks with their status and cursor')
    .action(async () => print(await client().ask<{ items: WebhookView[] }>('GET', '/v1/webhooks'), listed));

  addOptions(command.command('add <url>'))
    .description('subscribe a receiver; the secret is printed once')
    .action(async (url: string, options: AddOptions) => {
      const created = await client().ask<WebhookView & { secret: string }>(
        'POST',
        '/v1/webhooks',
        bodyOf(url, options),
      );
      print(created, ({ id, secret }) => [`id      ${id}`, `secret  ${secret}`]);
    });

  command
    .command('ping <id>')
    .description('send a test event, outside the cursor')
    .action(async (id: string) => {
      const answer = await client().ask<Pinged>('POST', `${pathOf(id)}/ping`);
      print(answer, pinged);
      if (!answer.delivered) process.exitCode = 1;
    });

  command
    .command('deliveries <id>')
    .description('the log of deliveries, newest first')
    .option('--limit <count>', 'entries at most', wholeNumber, 20)
    .action(async (id: string, { limit }: { limit: number }) =>
      print(await client().ask<{ items: Entry[] }>('GET', `${pathOf(id)}/deliveries?limit=${limit}`), deliveries),
    );

  command
    .command('replay <id>')
    .description('send again what was recorded past a position, or since an instant')
    .option('--after <position>', 'past this position', wholeNumber)
    .option('--since <instant>', 'since this instant')
    .action(async (id: string, from: { after?: number; since?: string }) =>
      print(await client().ask<WebhookView>('POST', `${pathOf(id)}/replay`, from), moved),
    );

  command
    .command('skip <id> <position>')
    .description('pass over an event that the receiver will never take')
    .requiredOption('--reason <text>', 'why; it stands in the log of deliveries')
    .action(async (id: string, position: string, { reason }: { reason: string }) => {
      const body = { position: wholeNumber(position), reason };
      print(await client().ask<WebhookView>('POST', `${pathOf(id)}/skip`, body), moved);
    });

  return command;
}

const addOptions = (add: Command): Command =>
  add
    .option('--type <type>', 'only this type; may be repeated', several, [])
    .option('--entity <id>', 'only what names this entity or a part of it; may be repeated', several, [])
    .option('--place <code>', 'only what is about this place; may be repeated', several, [])
    .option('--market <id>', 'only what is in this market; may be repeated', several, [])
    .option('--after <position>', 'from past this position; 0 sends the whole history', wholeNumber)
    .option('--batch <count>', 'most events of one request', wholeNumber)
    .option('--description <text>')
    .option('--v1a', 'sign with an ed25519 key too')
    .option('--validate', 'ask the receiver first whether it wants events');

const pathOf = (id: string): string => `/v1/webhooks/${encodeURIComponent(id)}`;

function bodyOf(url: string, { type, entity, place, market, ...rest }: AddOptions): object {
  return { url, types: type, entities: entity, places: place, markets: market, ...rest };
}

interface Pinged {
  readonly delivered: boolean;
  readonly status: number | null;
  readonly error?: string;
  readonly durationMs: number;
}

const pinged = ({ status, error, durationMs }: Pinged) => [`${status ?? error} in ${durationMs} ms`];

const listed = ({ items }: { items: readonly WebhookView[] }) =>
  items.map(({ id, status, cursor, failures, url }) =>
    [id, status.padEnd(8), `cursor ${cursor}`, ...(failures > 0 ? [`${failures} failed attempts`] : []), url].join(
      '  ',
    ),
  );

const moved = ({ id, status, cursor }: WebhookView) => [`${id}  ${status}  cursor ${cursor}`];

const deliveries = ({ items }: { items: readonly Entry[] }) =>
  items.map(({ at, kind, position, attempt, status, error, durationMs, nextAttempt, reason }) =>
    [
      at,
      kind.padEnd(8),
      ...(position === null ? [] : [`position ${position}`]),
      ...(attempt === undefined ? [] : [`attempt ${attempt}`]),
      ...(status === null ? [] : [String(status)]),
      ...(error === undefined ? [] : [error]),
      ...(durationMs === null ? [] : [`${durationMs} ms`]),
      ...(nextAttempt === null ? [] : [`next ${nextAttempt}`]),
      ...(reason === undefined ? [] : [reason]),
    ].join('  '),
  );

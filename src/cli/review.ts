import { Command } from 'commander';
import type { FactType } from '../../events/catalogue.js';
import type { JsonSchema } from '../../events/json-schema.js';
import type { CandidatePage, CandidateView } from '../review/candidates.js';
import type { Decided } from '../review/decisions.js';
import { print, queryOf, type ServiceOptions, several, withClient, withService } from './client.js';
import type { ServiceClient } from './service-client.js';
import { fieldsText } from './table.js';

interface ListOptions extends ServiceOptions {
  readonly status: string;
  readonly article?: string;
  readonly type?: string;
  readonly after: string;
  readonly limit: string;
}

interface DecisionOptions extends ServiceOptions {
  readonly reason?: string;
  readonly set?: readonly string[];
}

/** `factline review`: the facts that wait for a person. */
export const reviewCommand = (): Command =>
  new Command('review')
    .description('facts that wait for a person: list, accept, edit, reject')
    .addHelpText(
      'after',
      `
Examples:
  factline ingest article.html --published-at 2025-02-26 --review
  factline review list --type SalesReported
  factline review accept ID ID
  factline review edit ID --set value=12000000000 --set when= --reason "the article names no year"
  factline review reject ID --reason "a rumour"`,
    )
    .addCommand(listCommand())
    .addCommand(acceptCommand())
    .addCommand(editCommand())
    .addCommand(rejectCommand());

const listCommand = (): Command =>
  withService(new Command('list'))
    .description('list candidates, in the order in which they were proposed')
    .option('--status <status>', 'held, accepted or rejected', 'held')
    .option('--article <id>', 'only those of this article')
    .option('--type <type>', 'only those of this type of fact')
    .option('--after <position>', 'only past this position', '0')
    .option('--limit <count>', 'candidates at most', '100')
    .action(async ({ json, url, dataDir, ...asked }: ListOptions) => {
      const page = await withClient({ url, dataDir }, (client) =>
        client.ask<CandidatePage>('GET', `/v1/candidates${queryOf({ ...asked })}`),
      );
      if (json) return print(JSON.stringify(page, null, 2));
      for (const candidate of page.items) print(textOf(candidate));
      print(page.next === null ? `${page.total} in all` : `${page.total} in all, more with --after ${page.next}`);
    });

const acceptCommand = (): Command =>
  withService(new Command('accept').argument('<ids...>', 'candidates'))
    .description('make facts of candidates, as they were proposed')
    .option('--reason <text>', 'why')
    .action((ids: string[], { reason, ...options }: DecisionOptions) =>
      decide(options, ids, 'acceptance', async () => ({ ...(reason && { reason }) })),
    );

const editCommand = (): Command =>
  withService(new Command('edit').argument('<id>', 'a candidate'))
    .description('make a fact of a candidate, with other data')
    .requiredOption('--set <field=value>', 'a field as it should read, empty to leave it out; repeatable', several, [])
    .option('--reason <text>', 'why')
    .action((id: string, { set = [], reason, ...options }: DecisionOptions) =>
      decide(options, [id], 'acceptance', async (client) => {
        const { jsonSchemaOf } = await import('../../events/json-schema.js');
        const { type, data } = await client.ask<CandidateView>('GET', pathOf(id));
        const fields = assigned(jsonSchemaOf(type as FactType), set);
        return { data: { ...data, ...fields }, ...(reason && { reason }) };
      }),
    );

const rejectCommand = (): Command =>
  withService(new Command('reject').argument('<ids...>', 'candidates'))
    .description('set candidates aside for good')
    .requiredOption('--reason <text>', 'why')
    .action((ids: string[], { reason, ...options }: DecisionOptions) =>
      decide(options, ids, 'rejection', async () => ({ reason })),
    );

const pathOf = (id: string): string => `/v1/candidates/${encodeURIComponent(id)}`;

async function decide(
  { json, ...service }: ServiceOptions,
  ids: readonly string[],
  decision: 'acceptance' | 'rejection',
  bodyOf: (client: ServiceClient) => Promise<object>,
): Promise<void> {
  await withClient(service, async (client) => {
    for (const id of ids) {
      const decided = await client.ask<Decided>('POST', `${pathOf(id)}/${decision}`, await bodyOf(client));
      print(json ? JSON.stringify(decided) : outcomeOf(decided));
    }
  });
}

/** Fields and values as the type of the fact has them: `value=5`, `targets=smic,huawei`, `when=2024`. */
function assigned(schema: JsonSchema, texts: readonly string[]): Record<string, unknown> {
  const { properties } = schema as { properties: Record<string, { type?: string }> };
  const fields: Record<string, unknown> = {};
  for (const text of texts) {
    const [, field = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (field === '') throw new Error(`--set is "${text}": give a field and its value, such as value=5`);
    fields[field] = value === '' ? null : typed(properties[field]?.type, value);
  }
  return fields;
}

function typed(type: string | undefined, text: string): unknown {
  if (type === 'array') return text.split(',').map((each) => each.trim());
  const number = Number(text);
  return (type === 'number' || type === 'integer') && !Number.isNaN(number) ? number : text;
}

function textOf({ id, type, data, meta, status, decision }: CandidateView): string {
  const { confidence } = meta as { confidence?: number };
  const told = status === 'held' ? '' : `  ${status}${decision?.actor ? ` by ${decision.actor}` : ''}`;
  const quote = meta.evidence?.exact ?? '(its words were erased)';
  return `${id}  ${confidence?.toFixed(2) ?? '    '}  ${type}: ${fieldsText(data)}${told}\n  "${quote}"`;
}

const outcomeOf = ({ position, candidate, fact }: Decided): string =>
  `${candidate.id}: ${candidate.status}${fact ? ` as fact ${fact.id}` : ''}, position ${position}`;

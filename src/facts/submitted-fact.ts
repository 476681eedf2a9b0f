import { type DataOf, type FactType, isFactType } from '../../events/catalogue.js';
import { MAX_TEXT } from '../../events/fields.js';
import { formatInstant, parseInstant } from '../../events/instant.js';
import { type FieldError, validateData } from '../../events/validate.js';

/** The source that a submitted fact names. */
export interface SubmittedSource {
  readonly id?: string;
  readonly title?: string;
  readonly publisher?: string;
  readonly url?: string;
}

/** A fact as submitted, valid and normalized; entities are still as written. */
export interface SubmittedFact {
  readonly type: FactType;
  readonly data: DataOf<FactType>;
  readonly publishedAt: string;
  readonly source?: SubmittedSource;
  readonly attributedTo?: string;
  readonly quote?: string;
}

type Fields = Record<string, unknown>;

/** Collects what is wrong with a body, each under the path of its field. */
export class FieldErrors {
  readonly found: FieldError[] = [];

  add(field: string, problem: string): undefined {
    this.found.push({ field, problem });
    return undefined;
  }

  object(value: unknown, field: string): Fields | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'object' && !Array.isArray(value)) return value as Fields;
    return this.add(field, 'must be an object');
  }

  /** A trimmed text of 1 to `most` characters; absent for null. */
  text(value: unknown, field: string, most = MAX_TEXT): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') return this.add(field, 'must be a text');
    const text = value.trim();
    if (text.length === 0 || text.length > most) return this.add(field, `must have 1 to ${most} characters`);
    return /\p{Surrogate}/u.test(text) ? this.add(field, 'must be well-formed Unicode') : text;
  }

  instant(value: unknown, field: string): string | undefined {
    if (value === undefined || value === null) return undefined;
    const millis = typeof value === 'string' ? parseInstant(value) : undefined;
    if (millis === undefined)
      return this.add(field, 'must be an ISO 8601 instant or date, such as 2025-02-25T09:00:00Z');
    return formatInstant(millis);
  }

  known(value: Fields, field: string, names: readonly string[]): void {
    for (const name of Object.keys(value))
      if (!names.includes(name) && value[name] !== null && value[name] !== undefined)
        this.add(field ? `${field}.${name}` : name, `is no field here; there are ${names.join(', ')}`);
  }
}

/** Longest quote, in UTF-16 code units. */
const MAX_QUOTE = 10_000;

function readSource(value: unknown, at: string, errors: FieldErrors): SubmittedSource | undefined {
  const source = errors.object(value, at);
  if (source === undefined) return undefined;
  errors.known(source, at, ['id', 'title', 'publisher', 'url']);
  const read: Record<string, string> = {};
  for (const name of ['id', 'title', 'publisher', 'url']) {
    const text = errors.text(source[name], `${at}.${name}`);
    if (text !== undefined) read[name] = text;
  }
  if (read.url !== undefined && !URL.canParse(read.url)) errors.add(`${at}.url`, 'must be a URL');
  if (Object.keys(read).length === 0) errors.add(at, 'must name an id, or a title, publisher or url');
  return read;
}

/** Reads one submitted fact; what is wrong with it goes to `errors` under `path`. */
export function readSubmittedFact(value: unknown, path: string, errors: FieldErrors): SubmittedFact | undefined {
  const prefix = path ? `${path}.` : '';
  const body = errors.object(value, path || 'body');
  if (body === undefined) return errors.found.length ? undefined : errors.add(path || 'body', 'must be an object');
  errors.known(body, path, ['type', 'data', 'meta']);
  const { type } = body;
  if (typeof type !== 'string' || !isFactType(type))
    return errors.add(`${prefix}type`, `is no fact type: ${JSON.stringify(type) ?? 'it is missing'}; see /v1/schemas`);
  const validated = validateData(type, body.data);
  if (!validated.ok)
    for (const { field, problem } of validated.errors) errors.add(`${prefix}data${field ? `.${field}` : ''}`, problem);
  const meta = errors.object(body.meta, `${prefix}meta`) ?? {};
  errors.known(meta, `${prefix}meta`, ['publishedAt', 'article', 'attributedTo', 'evidence']);
  const publishedAt = errors.instant(meta.publishedAt, `${prefix}meta.publishedAt`);
  if (meta.publishedAt === undefined || meta.publishedAt === null)
    errors.add(`${prefix}meta.publishedAt`, 'is required: the instant at which the source told the world');
  const source = readSource(meta.article, `${prefix}meta.article`, errors);
  const attributedTo = errors.text(meta.attributedTo, `${prefix}meta.attributedTo`);
  const evidence = errors.object(meta.evidence, `${prefix}meta.evidence`);
  if (evidence) errors.known(evidence, `${prefix}meta.evidence`, ['exact']);
  const quote = evidence && readQuote(evidence.exact, `${prefix}meta.evidence.exact`, errors);
  if (!validated.ok || publishedAt === undefined) return undefined;
  return {
    type,
    data: validated.data,
    publishedAt,
    ...(source === undefined ? {} : { source }),
    ...(attributedTo === undefined ? {} : { attributedTo }),
    ...(quote === undefined ? {} : { quote }),
  };
}

/** A quote stays as it is: not trimmed, since it is looked up in the text. */
function readQuote(value: unknown, field: string, errors: FieldErrors): string | undefined {
  if (typeof value !== 'string' || value.trim() === '' || value.length > MAX_QUOTE)
    return errors.add(field, `must be a text of 1 to ${MAX_QUOTE} characters`);
  return value;
}

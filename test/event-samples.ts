import { createHash } from 'node:crypto';
import { v5 } from 'uuid';
import { fixtures } from '../events/catalogue.js';
import type { NewEvent } from '../events/envelope.js';
import type { Content } from '../src/event-store/event-store.js';

const NAMESPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';

/** The id that a sample gets from its name. */
export const sampleId = (name: string): string => v5(name, NAMESPACE);

/** A fact to append; another name is another event. */
export const sampleFact = (name: string, claim = name): NewEvent<'StatementMade'> => ({
  id: sampleId(name),
  type: 'StatementMade',
  schemaVersion: 1,
  data: { ...fixtures.StatementMade, claim },
  meta: { publishedAt: '2025-02-25T09:00:00.000Z', correlationId: sampleId(name), confidence: 0.9 },
});

export const sampleName = (entity: string): NewEvent<'EntityDescribed'> => ({
  id: sampleId(entity),
  type: 'EntityDescribed',
  schemaVersion: 1,
  data: { entity, kind: 'company', name: entity, aliases: [] },
  meta: {},
});

export const sampleContent = (body: string): Content => ({
  sha256: createHash('sha256').update(body).digest('hex'),
  body,
});

import { CloudEvent, type CloudEventV1, HTTP } from 'cloudevents';
import { describe, expect, it } from 'vitest';
import { BATCHED, batchBody, batchId, body, pingBody, render, STRUCTURED } from './cloud-event.js';

const occurrence = {
  id: '5b2c9d2e-8f7a-5c1d-9b1e-0a1b2c3d4e5f',
  type: 'FactCorrected',
  publishedAt: '2025-02-25T09:00:00.000Z',
  recordedAt: '2025-02-26T10:00:00.000Z',
  position: 5_000_000_000,
  causationId: 'c1',
  fact: {
    id: '6f9619ff-8b86-5011-b42d-00cf4fc964ff',
    type: 'SanctionImposed',
    schemaVersion: 1,
    data: { description: 'naïve "quote" 昇腾' },
  },
};

const parse = (contentType: string, bytes: Buffer) =>
  HTTP.toEvent({ headers: { 'content-type': contentType }, body: bytes.toString() }) as CloudEventV1<unknown>;

describe('an event', () => {
  it('is a valid CloudEvent with the attributes in their order', () => {
    const bytes = body(render(occurrence), 4_999_999_999, true);
    const text = bytes.toString();
    const event = parse(STRUCTURED, bytes) as CloudEvent<unknown>;
    expect(event.validate()).toBe(true);
    expect(Object.keys(JSON.parse(text))).toEqual([
      'specversion',
      'id',
      'source',
      'type',
      'time',
      'subject',
      'datacontenttype',
      'dataschema',
      'recordedtime',
      'position',
      'causationid',
      'previous',
      'replay',
      'data',
    ]);
    expect(JSON.parse(text)).toMatchObject({
      type: 'factline.FactCorrected',
      subject: occurrence.fact.id,
      position: '5000000000',
      previous: '4999999999',
      replay: true,
      data: occurrence.fact,
    });
  });

  it('leaves out what is absent', () => {
    const { causationId: _, ...without } = occurrence;
    const event = JSON.parse(body(render(without), 0, false).toString());
    expect(event).not.toHaveProperty('causationid');
    expect(event).not.toHaveProperty('replay');
    expect(event.previous).toBe('0');
  });

  it('goes in batches that the cloudevents package reads', () => {
    const text = batchBody([
      body(render(occurrence), 0, false),
      body(render({ ...occurrence, position: 7 }), 5, false),
    ]);
    const events = parse(BATCHED, text) as unknown as CloudEvent<unknown>[];
    expect(events.map((event) => event.validate() && event.position)).toEqual(['5000000000', '7']);
    expect(batchId('wh_1', 5, 7)).toBe('wh_1-5-7');
  });

  it('a ping is a valid CloudEvent too', () => {
    const event = parse(STRUCTURED, pingBody('p1', 'wh_1', '2025-02-25T09:00:00.000Z')) as CloudEvent<unknown>;
    expect(event.validate()).toBe(true);
    expect(event.type).toBe('factline.Ping');
  });
});

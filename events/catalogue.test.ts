import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { type EventType, eventTypes, fixtures } from './catalogue.js';

describe('every event type', () => {
  it.each(Object.keys(eventTypes) as EventType[])('%s has a fixture that is valid', (type) => {
    const instance = plainToInstance(eventTypes[type] as new () => object, fixtures[type]);
    expect(validateSync(instance, { whitelist: true, forbidNonWhitelisted: true })).toEqual([]);
  });
});

import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { eventTypes } from '../../dist/events/catalogue.js';
import { validateData } from '../../dist/events/validate.js';
import { factData } from '../lib/facts.mjs';

const facts = Array.from({ length: 2_000 }, (_, n) => factData(n));

function perSecond(rounds, validate) {
  const start = performance.now();
  for (let round = 0; round < rounds; round++)
    for (const { type, data } of facts) if (!validate(type, data)) throw new Error(`a ${type} was found invalid`);
  return ((rounds * facts.length) / (performance.now() - start)) * 1_000;
}

const walk = (type, data) =>
  validateSync(plainToInstance(eventTypes[type], data), { whitelist: true, forbidNonWhitelisted: true }).length === 0;

/** Facts per second, normalized and validated by the compiled rules; and by class-validator's own walk. */
export function measureValidation() {
  const compiled = (type, data) => validateData(type, data).ok;
  perSecond(2, compiled);
  return [
    { name: 'validation: compiled', value: perSecond(20, compiled), unit: 'facts/s' },
    { name: 'validation: class-validator', value: perSecond(2, walk), unit: 'facts/s' },
  ];
}

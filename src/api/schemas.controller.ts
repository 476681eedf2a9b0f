import { Controller, Get, Param } from '@nestjs/common';
import { type EventType, eventTypes, isEventType } from '../../events/catalogue.js';
import { jsonSchemaOf } from '../../events/json-schema.js';
import { notFound } from '../problem.js';

/** JSON Schemas of every event type. */
@Controller('v1/schemas')
export class SchemasController {
  @Get()
  all(): object {
    const types = Object.keys(eventTypes) as EventType[];
    return { items: types.map((type) => ({ type, schema: jsonSchemaOf(type) })) };
  }

  @Get(':type')
  one(@Param('type') type: string): object {
    if (!isEventType(type)) throw notFound(`there is no event type ${type}`);
    return jsonSchemaOf(type);
  }
}

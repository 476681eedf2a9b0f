import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { type EventType, eventTypes } from '../../events/catalogue.js';
import { jsonSchemaOf } from '../../events/json-schema.js';

/** Serves the reference at `/docs` and `/openapi.json`, generated from the controllers and the catalogue's classes. */
export function describeApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => documentOf(app), { jsonDocumentUrl: 'openapi.json' });
}

function documentOf(app: NestFastifyApplication) {
  const config = new DocumentBuilder()
    .setTitle('Factline')
    .setDescription('Timeline tracker for market research. Times are ISO 8601 in UTC, valid times EDTF (ISO 8601-2).')
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const types = Object.keys(eventTypes) as EventType[];
  const schemas = Object.fromEntries(types.map((type) => [type, jsonSchemaOf(type)]));
  return {
    ...document,
    components: { ...document.components, schemas: { ...document.components?.schemas, ...schemas } },
  };
}

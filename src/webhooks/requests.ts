import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  type ValidationError,
  validateSync,
} from 'class-validator';
import { type EventType, factTypes } from '../../events/catalogue.js';
import { Instant, MAX_LIST, Optional, Places, Text } from '../../events/fields.js';
import { slug } from '../../events/text.js';
import { invalidWebhook } from './webhook-errors.js';

/** Types that a webhook can ask for: it carries facts, their corrections and their retractions. */
const SUBSCRIBABLE: readonly EventType[] = [
  ...(Object.keys(factTypes) as EventType[]),
  'FactCorrected',
  'FactRetracted',
];

const MAX_BATCH = 100;
const MAX_URL = 2000;

const Ids = (): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isId',
      validator: {
        validate: (value) => typeof value === 'string' && value !== '' && slug(value) === value,
        defaultMessage: () => 'each of $property must be an id: lower-case letters and digits with -, such as nvidia',
      },
    },
    { each: true },
  );

const Bounded = (): PropertyDecorator => (target, property) => {
  for (const decorate of [IsArray(), ArrayUnique(), ArrayMaxSize(MAX_LIST)]) decorate(target, property);
};

export class CreateWebhook {
  /** Where events are posted: https, at a public address. */
  @ApiProperty({ example: 'https://example.com/hook' })
  @IsString()
  @MaxLength(MAX_URL)
  url!: string;

  /** Types of events; a fact's type also lets its corrections and retractions pass. */
  @ApiPropertyOptional({ enum: SUBSCRIBABLE, isArray: true })
  @Optional()
  @Bounded()
  @IsIn([...SUBSCRIBABLE], { each: true })
  types?: EventType[];

  @ApiPropertyOptional({ type: [String], example: ['nvidia'] })
  @Optional()
  @Bounded()
  @Ids()
  entities?: string[];

  /** ISO 3166-1 alpha-2. */
  @ApiPropertyOptional({ type: [String], example: ['CN'] })
  @Optional()
  @Places()
  places?: string[];

  @ApiPropertyOptional({ type: [String] })
  @Optional()
  @Bounded()
  @Ids()
  markets?: string[];

  @ApiPropertyOptional()
  @Optional()
  @Text()
  description?: string;

  /** Sends what matches past this position; 0 the whole history. Default: the head. */
  @ApiPropertyOptional({ minimum: 0 })
  @Optional()
  @IsInt()
  @Min(0)
  after?: number;

  /** Most events of one request. */
  @ApiPropertyOptional({ minimum: 1, maximum: MAX_BATCH, default: 1 })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(MAX_BATCH)
  batch?: number;

  /** Signs with an ed25519 key too (`v1a`); the answer names its public key. */
  @ApiPropertyOptional({ default: false })
  @Optional()
  @IsBoolean()
  v1a?: boolean;

  /** Asks the receiver first whether it wants events (CloudEvents, "HTTP 1.1 Web Hooks", section 4). */
  @ApiPropertyOptional({ default: false })
  @Optional()
  @IsBoolean()
  validate?: boolean;
}

export class ChangeWebhook {
  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @MaxLength(MAX_URL)
  url?: string;

  @ApiPropertyOptional()
  @Optional()
  @Text()
  description?: string;

  @ApiPropertyOptional({ enum: ['active', 'paused'] })
  @Optional()
  @IsIn(['active', 'paused'])
  status?: 'active' | 'paused';

  @ApiPropertyOptional({ minimum: 1, maximum: MAX_BATCH })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(MAX_BATCH)
  batch?: number;
}

export class ReplayRequest {
  /** The position past which everything is sent again. */
  @ApiPropertyOptional({ minimum: 0 })
  @Optional()
  @IsInt()
  @Min(0)
  after?: number;

  /** Everything recorded after this instant is sent again. */
  @ApiPropertyOptional({ example: '2025-02-25T09:00:00Z' })
  @Optional()
  @Instant()
  since?: string;
}

export class SkipRequest {
  /** The position of the match to pass over. */
  @ApiProperty({ minimum: 1 })
  @IsInt()
  @Min(1)
  position!: number;

  @ApiProperty()
  @Text()
  reason!: string;
}

/**
 * A request body as an instance of its class.
 * @throws 422 that names each bad field.
 */
export function readBody<T extends object>(type: new () => T, body: unknown): T {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidWebhook([{ field: '', problem: 'the body must be a JSON object' }]);
  const present = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
  const instance = plainToInstance(type, present);
  const problems = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
  if (problems.length > 0) throw invalidWebhook(problems.flatMap(fieldsOf));
  return instance;
}

const fieldsOf = ({ property, constraints }: ValidationError) =>
  Object.values(constraints ?? { invalid: 'is not valid' }).map((message) => ({ field: property, problem: message }));

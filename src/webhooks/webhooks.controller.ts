import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ChangeWebhook, CreateWebhook, ReplayRequest, readBody, SkipRequest } from './requests.js';
import { invalidWebhook } from './webhook-errors.js';
import { WebhooksService } from './webhooks.service.js';

const MAX_PAGE = 1000;
const DEFAULT_PAGE = 100;

@ApiTags('webhooks')
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post()
  @ApiOperation({ summary: 'Subscribe to facts, corrections and retractions; the answer alone shows the secret' })
  @ApiBody({ type: CreateWebhook })
  create(@Body() body: unknown) {
    return this.webhooks.create(readBody(CreateWebhook, body));
  }

  @Get()
  @ApiOperation({ summary: 'List webhooks' })
  list() {
    return { items: this.webhooks.list() };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show a webhook: its cursor, the last match, the head, the next attempt' })
  show(@Param('id') id: string) {
    return this.webhooks.show(id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change url, description, batch or status; active goes on where it stopped, at once' })
  @ApiBody({ type: ChangeWebhook })
  change(@Param('id') id: string, @Body() body: unknown) {
    return this.webhooks.change(id, readBody(ChangeWebhook, body));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a webhook and its log of deliveries' })
  async remove(@Param('id') id: string): Promise<void> {
    await this.webhooks.remove(id);
  }

  @Post(':id/ping')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send a test event, outside the cursor' })
  ping(@Param('id') id: string) {
    return this.webhooks.ping(id);
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make a new secret; the one before signs beside it for 24 hours' })
  rotateSecret(@Param('id') id: string) {
    return this.webhooks.rotateSecret(id);
  }

  @Post(':id/replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Move the cursor back: the same ids and bodies again, marked as a replay' })
  @ApiBody({ type: ReplayRequest })
  replay(@Param('id') id: string, @Body() body: unknown) {
    return this.webhooks.replay(id, readBody(ReplayRequest, body));
  }

  @Post(':id/skip')
  @HttpCode(200)
  @ApiOperation({ summary: 'Pass over an event that the receiver will never take' })
  @ApiBody({ type: SkipRequest })
  skip(@Param('id') id: string, @Body() body: unknown) {
    return this.webhooks.skip(id, readBody(SkipRequest, body));
  }

  @Get(':id/deliveries')
  @ApiOperation({ summary: 'Every attempt, newest first' })
  deliveries(@Param('id') id: string, @Query('limit') limit?: string, @Query('cursor') cursor?: string) {
    const size = wholeNumber('limit', limit, MAX_PAGE) ?? DEFAULT_PAGE;
    return this.webhooks.deliveries(id, size, wholeNumber('cursor', cursor, Number.MAX_SAFE_INTEGER));
  }
}

function wholeNumber(field: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw invalidWebhook([{ field, problem: `must be a whole number from 1 to ${most}` }]);
  return value;
}

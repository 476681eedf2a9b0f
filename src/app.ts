import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { tellAge } from './api/age.js';
import { describeApi } from './api/open-api.js';
import { sendProblem } from './api/problem-filter.js';
import { AppModule } from './app.module.js';
import { type Config, ConfigError } from './config.js';
import { quietLogger } from './logger.js';
import { malformed, notFound } from './problem.js';

/** Bytes of a body at most. */
const BODY_LIMIT = 1024 * 1024;
/** How long requests that were taken may still run once the service is to end, ms. */
const GRACE_MS = 1500;

export interface RunningService {
  readonly url: string;
  /** Answers what was taken, then ends: within 2 s, whoever is still connected. */
  close(): Promise<void>;
}

/** Starts the service. */
export async function createApp(config: Config): Promise<RunningService> {
  mkdirSync(config.dataDir, { recursive: true });
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    frameworkErrors: refuseAddress,
    routerOptions: { maxParamLength: 500 },
    skipMiddie: true,
  });
  const app = await NestFactory.create<NestFastifyApplication>(await AppModule.forRoot(config), adapter, {
    logger: quietLogger(),
    abortOnError: false,
    bodyParser: false,
  });
  app.getHttpAdapter().getInstance().removeContentTypeParser('text/plain');
  const running = countRequests(app);
  tellAge(app);
  describeApi(app);
  await app.listen(config.port, config.host).catch(async (error: NodeJS.ErrnoException) => {
    await app.close();
    throw error.code === 'EADDRINUSE' ? new ConfigError('PORT', `is ${config.port}, which is in use`) : error;
  });
  const { port } = app.getHttpServer().address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  let closing: Promise<void> | undefined;
  const close = async () => {
    app.getHttpServer().close();
    await running.finished(GRACE_MS);
    await app.close();
  };
  return {
    url: `http://${host}:${port}`,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Answers what fails before it has a route: an address that cannot be read, or with too long a part. */
function refuseAddress(
  { statusCode = 400, message }: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  sendProblem(reply, statusCode === 414 ? notFound('nothing has so long an id') : malformed(message));
}

/** Counts requests between their arrival and their answer; streams that stay open do not count. */
function countRequests(app: NestFastifyApplication): { finished(withinMs: number): Promise<void> } {
  let open = 0;
  let idle: (() => void) | undefined;
  const done = () => {
    open--;
    if (open === 0) idle?.();
  };
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, next) => {
    if (!request.url.startsWith('/v1/stream')) {
      open++;
      reply.raw.once('close', done);
    }
    next();
  });
  return {
    async finished(withinMs) {
      if (open === 0) return;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMs);
      });
      await Promise.race([
        new Promise<void>((resolve) => {
          idle = resolve;
        }),
        late,
      ]);
      clearTimeout(timer);
    },
  };
}

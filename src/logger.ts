import type { LoggerService } from '@nestjs/common';
import pino from 'pino';

/** Writes what operators should know to standard error, a line of JSON each; standard output belongs to answers. */
export function quietLogger(): LoggerService {
  const logger = pino({ level: process.env.LOG_LEVEL ?? 'warn' }, pino.destination(2));
  const context = (rest: readonly unknown[]) => ({ context: rest.at(-1) });
  return {
    log: (message, ...rest) => logger.info(context(rest), String(message)),
    error: (message, ...rest) => logger.error(context(rest), String(message)),
    warn: (message, ...rest) => logger.warn(context(rest), String(message)),
    debug: (message, ...rest) => logger.debug(context(rest), String(message)),
    fatal: (message, ...rest) => logger.fatal(context(rest), String(message)),
  };
}

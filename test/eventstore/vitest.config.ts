import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.config.js';

const { test: _, ...plugins } = base;

export default mergeConfig(
  plugins,
  defineConfig({
    test: {
      pool: 'forks',
      fileParallelism: false,
      testTimeout: 120_000,
      hookTimeout: 120_000,
      include: ['test/eventstore/**/*.server.ts'],
    },
  }),
);

import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.config.js';

export default mergeConfig(base, defineConfig({ test: { bail: 1, setupFiles: ['test/mutants/first-failure.ts'] } }));

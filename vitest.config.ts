import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // esbuild does not emit the decorator metadata that Nest injects by.
  plugins: [swc.vite({ module: { type: 'es6' } })],
  test: {
    pool: 'forks',
    testTimeout: 90_000,
    hookTimeout: 30_000,
    include: ['{events,projections,src,test}/**/*.test.ts'],
  },
});

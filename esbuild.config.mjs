import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { build } from 'esbuild';

const OUT = 'dist/command';

/** What modules find beside themselves lies where the compiler left it, not beside the bundle. */
const besideTheModule = {
  name: 'beside-the-module',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/dist\/src\/.*\.js$/ }, async ({ path }) => {
      const there = JSON.stringify(relative(OUT, path));
      const text = await readFile(path, 'utf8');
      return { contents: text.replaceAll('import.meta.url', `new URL(${there}, import.meta.url).href`) };
    }),
};

// The command and all it loads, in a few files: a start opens 20 of them in place of 2,200.
await build({
  entryPoints: { factline: 'dist/src/cli/main.js' },
  outdir: OUT,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  keepNames: true,
  logLevel: 'warning',
  plugins: [besideTheModule],
  // Packages of CommonJS ask for Node's own modules.
  banner: {
    js: "import { createRequire as requireBeside } from 'node:module'; const require = requireBeside(import.meta.url);",
  },
  external: [
    // Find files beside themselves.
    '@photostructure/sqlite',
    'swagger-ui-dist',
    // Nest asks for these only where an application uses them; this one does not.
    '@fastify/multipart',
    '@fastify/view',
    '@nestjs/microservices',
    '@nestjs/platform-express',
    '@nestjs/websockets',
    'class-transformer/storage',
  ],
});

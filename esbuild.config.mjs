import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { build } from 'esbuild';

const OUT = 'dist/command';

/** What modules find beside themselves lies where the compiler left it, not beside the bundle. */
const besideTheModule = (text, path) =>
  text.replaceAll('import.meta.url', `new URL(${JSON.stringify(relative(OUT, path))}, import.meta.url).href`);

/** The bundle names decorated classes anew, and /openapi.json is made of their names; esbuild's keepNames slows every call. */
const namedAsWritten = (text) => text.replaceAll(/^let (\w+) = .*\bclass \1\b.*\{$/gm, '$&\n    static name = "$1";');

const ownModules = {
  name: 'own-modules',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/dist\/(src|events|projections)\/.*\.js$/ }, async ({ path }) => ({
      contents: namedAsWritten(besideTheModule(await readFile(path, 'utf8'), path)),
    })),
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
  logLevel: 'warning',
  plugins: [ownModules],
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

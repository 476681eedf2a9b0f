#!/usr/bin/env node
// There before a build: npx keeps to what it found when it first linked the command.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/command/factline.js', import.meta.url);
if (existsSync(built)) await import(built.href);
else {
  process.stderr.write(
    `factline: not built yet: run "npm run build" in ${fileURLToPath(new URL('..', import.meta.url))}\n`,
  );
  process.exitCode = 1;
}

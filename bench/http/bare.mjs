import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('bare-process.mjs', import.meta.url));
/** Headers that Fastify writes itself. */
const OWN = ['connection', 'date', 'keep-alive', 'content-length', 'transfer-encoding'];

async function recorded(url, path) {
  const answer = await fetch(url + path);
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${body}`);
  return { path, body, headers: Object.fromEntries([...answer.headers].filter(([name]) => !OWN.includes(name))) };
}

/** Starts bare Fastify in a process of its own, sending the bytes and headers that a service answers to some paths. */
export async function startBare(url, paths) {
  const answers = [];
  for (const path of paths) answers.push(await recorded(url, path));
  const child = fork(FILE, { env: { ...process.env, NODE_ENV: 'production' } });
  child.send(answers);
  const [{ port }] = await once(child, 'message');
  return {
    url: `http://127.0.0.1:${port}`,
    bytes: answers.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0) / answers.length,
    async cpuMicros() {
      child.send('cpu');
      const [{ cpuMicros }] = await once(child, 'message');
      return cpuMicros;
    },
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const MAIN = resolve('dist/command/factline.js');

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function ready(url, child) {
  for (let tries = 0; tries < 1_200; tries++) {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error('the service was not ready within 120 s');
}

/** Starts the built service over a data directory, without waiting for it. */
export async function spawnService(dataDir, env = {}) {
  const port = await freePort();
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: { ...process.env, NODE_ENV: 'production', ...env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { url: `http://127.0.0.1:${port}`, child, stop };
}

/** Runs work against the built service over a data directory of its own. */
export async function withService(dataDir, work, env = {}) {
  const { url, child, stop } = await spawnService(dataDir, env);
  try {
    await ready(url, child);
    return await work(url, child);
  } finally {
    await stop();
  }
}

/** A service as the load meets it, with the processor time that it has used. */
export const serviceUnder = (url) => ({
  url,
  async cpuMicros() {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)[1]) * 1e6;
  },
});

/** Waits until the service has nothing left to do: all that follows the log has come to its end. */
export async function settled({ cpuMicros }, tell) {
  for (;;) {
    const before = await cpuMicros();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const busy = ((await cpuMicros()) - before) / 2e6;
    if (busy < 0.05) return;
    tell(`the service is at work: ${Math.round(100 * busy)} % of a core`);
  }
}

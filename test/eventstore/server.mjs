import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import grpc from '@grpc/grpc-js';

const require = createRequire(import.meta.url);
const { GossipClient } = require('@eventstore/db-client/generated/gossip_grpc_pb');
const { MemberInfo } = require('@eventstore/db-client/generated/gossip_pb');
const { Empty } = require('@eventstore/db-client/generated/shared_pb');
const { LEADER } = MemberInfo.VNodeState;

const START_MS = 90_000;

function membersSeenBy(port) {
  const client = new GossipClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return new Promise((resolve, reject) => {
    client.read(new Empty(), new grpc.Metadata(), { deadline: Date.now() + 2_000 }, (error, info) => {
      client.close();
      if (error) reject(error);
      else resolve(info.getMembersList());
    });
  });
}

const given = new Set();

/** A port below those that the system gives to outgoing connections. */
export async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (given.has(port)) continue;
    given.add(port);
    const server = createServer();
    const free = await new Promise((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

async function isLive(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health/live`)).ok;
  } catch {
    return false;
  }
}

function launch(bin, args, port) {
  // The server takes every variable of this prefix for an option of its own, and ends at one that it does not know.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('EVENTSTORE')));
  const child = spawn(bin, args, { stdio: 'ignore', env });
  return {
    port,
    child,
    /** Ends the node as a crash would, or asks it to end. */
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await Promise.race([once(child, 'exit'), pause(10_000)]);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    },
  };
}

async function untilLive(nodes) {
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await pause(250))
    if ((await Promise.all(nodes.map(({ port }) => isLive(port)))).every(Boolean)) return;
  await Promise.all(nodes.map((node) => node.stop('SIGKILL')));
  throw new Error(`EventStoreDB was not live within ${START_MS / 1000} s`);
}

/** One node, in memory unless it keeps its data to be started again. */
export async function startNode(bin, { onDisk = false } = {}) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'factline-esdb-'));
  const args = [
    '--insecure',
    onDisk ? `--db=${join(folder, 'db')}` : '--mem-db',
    `--node-port=${port}`,
    `--replication-port=${await freePort()}`,
    '--node-ip=127.0.0.1',
    '--replication-ip=127.0.0.1',
    `--log=${join(folder, 'log')}`,
  ];
  let node = launch(bin, args, port);
  await untilLive([node]);
  return {
    port,
    url: `esdb://127.0.0.1:${port}?tls=false`,
    /** Takes the server away as a crash does. */
    kill: () => node.stop('SIGKILL'),
    /** Has it neither answer nor close its connections. */
    freeze: () => node.child.kill('SIGSTOP'),
    thaw: () => node.child.kill('SIGCONT'),
    async start() {
      node = launch(bin, args, port);
      await untilLive([node]);
    },
    async stop() {
      await node.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Three nodes with their data in temporary folders, on loopback ports. */
export async function startCluster(bin) {
  const folder = mkdtempSync(join(tmpdir(), 'factline-cluster-'));
  const ports = [];
  for (let i = 0; i < 3; i++) ports.push({ node: await freePort(), replication: await freePort() });
  const start = (i) => {
    const seeds = ports.filter((_, k) => k !== i).map(({ node }) => `127.0.0.1:${node}`);
    const args = [
      '--insecure',
      '--cluster-size=3',
      '--discover-via-dns=false',
      `--gossip-seed=${seeds.join(',')}`,
      `--node-port=${ports[i].node}`,
      `--replication-port=${ports[i].replication}`,
      '--node-ip=127.0.0.1',
      '--replication-ip=127.0.0.1',
      `--db=${join(folder, `${i}`)}`,
      `--log=${join(folder, `log-${i}`)}`,
    ];
    return launch(bin, args, ports[i].node);
  };
  const nodes = [0, 1, 2].map(start);
  await untilLive(nodes);
  return {
    nodes,
    url: `esdb://${ports.map(({ node }) => `127.0.0.1:${node}`).join(',')}?tls=false&nodePreference=leader&keepAliveInterval=10000`,
    /** The node that leads now, as the gossip of a living one says. */
    async leader() {
      for (const deadline = Date.now() + START_MS; Date.now() < deadline; await pause(200))
        for (const { port } of nodes) {
          const members = await membersSeenBy(port).catch(() => []);
          const found = members.find((member) => member.getIsAlive() && member.getState() === LEADER);
          if (found) return nodes.find((node) => node.port === found.getHttpEndPoint().getPort());
        }
      throw new Error('the cluster has no leader');
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.stop('SIGKILL')));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

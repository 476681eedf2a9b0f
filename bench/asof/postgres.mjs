import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/usr/lib/postgresql';

/** Where the programs of the newest PostgreSQL are, if there is one. */
function binaries() {
  if (!existsSync(ROOT)) return undefined;
  const [newest] = readdirSync(ROOT).sort((a, b) => Number(b) - Number(a));
  const folder = newest && join(ROOT, newest, 'bin');
  return folder && existsSync(join(folder, 'postgres')) ? folder : undefined;
}

/** The account it runs under: it refuses root. */
function account() {
  if (process.getuid?.() !== 0) return undefined;
  const found = spawnSync('id', ['postgres'], { encoding: 'utf8' }).stdout;
  const [, uid, gid] = /uid=(\d+).*?gid=(\d+)/.exec(found) ?? [];
  return uid && { uid: Number(uid), gid: Number(gid) };
}

/** Runs a PostgreSQL of its own in a folder, reached by a socket there; undefined where none is installed. */
export async function startPostgres(folder) {
  const bin = binaries();
  if (bin === undefined) return undefined;
  const { default: pg } = await import('pg');
  const as = account();
  const data = join(folder, 'postgres');
  mkdirSync(data);
  if (as) {
    chmodSync(folder, 0o755);
    chownSync(data, as.uid, as.gid);
  }
  const run = (program, ...args) => {
    const { status, stderr } = spawnSync(join(bin, program), args, { ...as, cwd: data, encoding: 'utf8', env: {} });
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  };
  run('initdb', '-D', data, '-U', 'bench', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8');
  const settings = [
    '-c listen_addresses=',
    `-c unix_socket_directories=${data}`,
    '-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=1GB -c work_mem=64MB',
    '-c maintenance_work_mem=1GB -c max_wal_size=8GB -c jit=off',
  ].join(' ');
  run('pg_ctl', '-D', data, '-w', '-l', join(data, 'log'), '-o', settings, 'start');
  const client = new pg.Client({ host: data, user: 'bench', database: 'postgres' });
  await client.connect();
  await client.query('CREATE EXTENSION btree_gist');
  return {
    client,
    async stop() {
      await client.end();
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
    },
  };
}

/** A table of versions with a GiST index over the entity and the three ranges, filled from a file. */
export async function versionsTable({ client }, size, file) {
  const table = `versions_${size}`;
  await client.query(`CREATE UNLOGGED TABLE ${table} (entity text NOT NULL, key text NOT NULL,
    valid tstzrange NOT NULL, known tstzrange NOT NULL, recorded int8range NOT NULL, body text NOT NULL)`);
  await client.query(`COPY ${table} FROM '${file}' (FORMAT csv)`);
  await client.query(`CREATE INDEX ON ${table} USING gist (entity, valid, known, recorded)`);
  await client.query(`VACUUM ANALYZE ${table}`);
  const where = 'valid @> $2::timestamptz AND known @> $3::timestamptz AND recorded @> $4::int8';
  const ask =
    (name, condition) =>
    async (entities, { at, knownAt, position }) => {
      const values = [entities, new Date(at).toISOString(), new Date(knownAt).toISOString(), position];
      const text = `SELECT key, body FROM ${table} WHERE ${condition} AND ${where}`;
      const { rows } = await client.query({ name: `${name}_${size}`, text, values });
      return rows.map(({ body }) => JSON.parse(body));
    };
  return { one: ask('one', 'entity = $1'), many: ask('many', 'entity = ANY($1)') };
}

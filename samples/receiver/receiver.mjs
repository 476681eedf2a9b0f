// A receiver of Factline's webhooks that loses nothing: it verifies each request, stores what it is sent in the same
// transaction as the position, and takes an event only where its `previous` is the position that it stored.
//
//   SECRET=whsec_... DATABASE=./received.db PORT=4000 node samples/receiver/receiver.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { DatabaseSync } from '@photostructure/sqlite';

const { SECRET, DATABASE = './received.db', PORT = '4000', HOST = '127.0.0.1' } = process.env;
if (!SECRET?.startsWith('whsec_')) {
  process.stderr.write('SECRET must be the secret of the webhook: whsec_...\n');
  process.exit(2);
}
const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');

/** Seconds that a timestamp may be off: an older request may be a stranger's, sent once more. */
const TOLERANCE = 300;
const MAX_BODY = 4 * 1024 * 1024;

const db = new DatabaseSync(DATABASE);
db.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS progress (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS facts (id TEXT PRIMARY KEY, status TEXT NOT NULL, position INTEGER NOT NULL, fact TEXT NOT NULL);
`);
const readProgress = db.prepare('SELECT position FROM progress');
const writeProgress = db.prepare('INSERT OR REPLACE INTO progress (one, position) VALUES (1, ?)');
const writeFact = db.prepare('INSERT OR REPLACE INTO facts (id, status, position, fact) VALUES (?, ?, ?, ?)');

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function verify(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = headers;
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) < TOLERANCE)) throw new Refusal(401, 'the timestamp is off');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  const matches = signatures.split(' ').some((part) => {
    const [version, signature = ''] = part.split(',');
    const given = Buffer.from(signature, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!matches) throw new Refusal(401, 'no signature matches');
}

/** All events of a request, or none: position and data stand or fall together. */
function store(events) {
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const event of events) take(event);
    db.exec('COMMIT');
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK');
  }
}

function take({ type, position: text, previous, data }) {
  if (type === 'factline.Ping') return;
  const position = Number(text);
  const stored = readProgress.get()?.position;
  if (stored !== undefined && position <= stored) return;
  if (stored !== undefined && Number(previous) !== stored)
    throw new Refusal(
      409,
      `event ${position} follows ${previous}, and this receiver stands at ${stored}: replay after it`,
    );
  writeFact.run(data.id, data.status, position, JSON.stringify(data));
  writeProgress.run(position);
}

async function read(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Refusal(413, 'too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const server = createServer(async (request, response) => {
  try {
    if (request.method === 'OPTIONS') {
      // CloudEvents, "HTTP 1.1 Web Hooks", section 4: agree to be sent events.
      response.writeHead(200, { 'webhook-allowed-origin': request.headers['webhook-request-origin'] ?? '*' }).end();
      return;
    }
    const body = await read(request);
    verify(request.headers, body);
    store([JSON.parse(body.toString('utf8'))].flat());
    response.writeHead(204).end();
  } catch (error) {
    response.writeHead(error instanceof Refusal ? error.status : 500).end(error.message);
  }
});
server.listen(Number(PORT), HOST, () => {
  process.stdout.write(`receiving at http://${HOST}:${server.address().port}/\n`);
});

// Takes every request and answers 204 at once; counts events and notes when each came.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { answer } from './channel.mjs';

const now = () => performance.timeOrigin + performance.now();
const POSITION = /"position":"(\d+)"/g;

let count = 0;
let first;
let last;
let arrivals = {};
let waiting;

function take(body, at) {
  first ??= at;
  for (const [, position] of body.matchAll(POSITION)) {
    count += 1;
    arrivals[position] ??= [];
    arrivals[position].push(at);
  }
  last = at;
  settle();
}

function settle() {
  if (!waiting || count < waiting.events) return;
  waiting.resolve({ first, last });
  waiting = undefined;
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    response.writeHead(204).end();
    take(body, now());
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');

answer({
  reset() {
    count = 0;
    first = undefined;
    arrivals = {};
  },
  reached: ({ events }) =>
    new Promise((resolve) => {
      waiting = { events, resolve };
      settle();
    }),
  arrivals: () => arrivals,
});
process.send({ url: `http://127.0.0.1:${server.address().port}` });

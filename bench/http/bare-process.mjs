// Bare Fastify that sends answers as they were recorded; told over IPC what to send, it tells where it listens.
import Fastify from 'fastify';

process.once('message', async (recorded) => {
  const answers = new Map(recorded.map(({ path, headers, body }) => [path, { headers, body }]));
  const fastify = Fastify();
  const send = (request, reply) => {
    const { headers, body } = answers.get(request.url);
    reply.headers(headers).send(body);
  };
  for (const route of new Set([...answers.keys()].map((path) => path.split('?')[0]))) fastify.get(route, send);
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  process.send({ port: fastify.server.address().port });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send({ cpuMicros: user + system });
  });
});

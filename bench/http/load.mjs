/** So many that no server waits for its clients. */
const CONNECTIONS = 64;

/**
 * Requests per second over connections that each ask the next of the paths once they are answered.
 * @param until `{ duration }` in seconds, or `{ amount }` of requests
 */
export async function requestsPerSecond(url, paths, until) {
  const { default: autocannon } = await import('autocannon');
  const requested = paths.map((path) => ({ path }));
  const result = await autocannon({ url, connections: CONNECTIONS, requests: requested, ...until });
  const { errors, non2xx, requests, duration } = result;
  if (errors + non2xx > 0) throw new Error(`${errors} requests failed and ${non2xx} were not answered with 200`);
  return { rate: requests.total / duration, total: requests.total };
}

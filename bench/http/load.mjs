/** So many that no server waits for its clients. */
const CONNECTIONS = 64;

/** Requests per second over connections that each ask the next of the paths once they are answered. */
export async function requestsPerSecond(url, paths, seconds) {
  const { default: autocannon } = await import('autocannon');
  const { errors, non2xx, requests, duration } = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: paths.map((path) => ({ path })),
  });
  if (errors + non2xx > 0) throw new Error(`${errors} requests failed and ${non2xx} were not answered with 200`);
  return { rate: requests.total / duration, total: requests.total };
}

import { createServer } from 'node:http';

/** Takes every write as InfluxDB does, and drops it: what is left is the cost of the side that writes. */
export async function startNullSink() {
  let wireBytes = 0;
  let requests = 0;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => (wireBytes += chunk.length));
    request.on('end', () => {
      requests++;
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    /** Since the last call. */
    take: () => {
      const taken = { wireBytes, requests };
      wireBytes = 0;
      requests = 0;
      return taken;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

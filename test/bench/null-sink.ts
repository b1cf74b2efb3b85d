import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** Takes every write as InfluxDB does, and drops it: what is left is the cost of the side that writes. */
export async function startNullSink() {
  let wireBytes = 0;
  let requests = 0;
  let last: Buffer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests++;
      for (const chunk of chunks) wireBytes += chunk.length;
      last = chunks;
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
    /** The batch that came last. */
    lastBatch: () => gunzipSync(Buffer.concat(last)).toString(),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

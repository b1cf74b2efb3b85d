import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from '../simulator/listen.ts';

/**
 * InfluxDB 2.x's way of being written to and asked, before a real InfluxDB 1.x, for 2.x itself is in neither Debian nor
 * npm: a bucket is a database, a token is asked for, and a request that 2.x would not take is not taken.
 * @see https://docs.influxdata.com/influxdb/v2/reference/api/influxdb-1x/
 */
export async function startInfluxDb2Facade(
  real: string,
  {
    token,
    org,
    bucket,
    isMapped = true,
  }: {
    readonly token: string;
    readonly org: string;
    readonly bucket: string;
    /** Whether InfluxQL finds the bucket (DBRP). */
    readonly isMapped?: boolean;
  },
): Promise<{ url: string; close: () => void }> {
  const server = await listen('127.0.0.1', 0, undefined, (request, response) => {
    void pass(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  return { url: `http://127.0.0.1:${server.port}`, close: server.close };

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://facade');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const refuse = (status: number, message: string) => {
      response.writeHead(status).end(JSON.stringify({ code: 'invalid', message }));
    };
    if (pathname === '/ping') response.writeHead(204, { 'x-influxdb-version': 'v2.7.1' }).end();
    else if (request.headers.authorization !== `Token ${token}`) refuse(401, 'unauthorized access');
    else if (
      pathname === '/api/v2/write' &&
      searchParams.get('bucket') === bucket &&
      searchParams.get('org') === org
    )
      await forward(`/write?db=${bucket}&precision=${searchParams.get('precision') ?? 'ns'}`);
    else if (
      pathname === '/query' &&
      isMapped &&
      searchParams.get('db') === bucket &&
      !searchParams.has('rp')
    )
      await forward(`/query?${searchParams.toString()}`);
    else refuse(404, `${pathname} with ${searchParams.toString()} is not found`);

    async function forward(path: string): Promise<void> {
      const { 'content-type': type, 'content-encoding': encoding } = request.headers;
      const headers = {
        ...(type ? { 'content-type': type } : {}),
        ...(encoding ? { 'content-encoding': encoding } : {}),
      };
      const answer = await fetch(real + path, { method: 'POST', headers, body: Buffer.concat(chunks) });
      response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
    }
  }
}

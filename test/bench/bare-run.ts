import { readFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { Agent, request } from 'node:https';
import { gzipSync } from 'node:zlib';

// The floor of a start: what a run asks of one node's cluster and writes, by Node's own modules, and nothing made of it.
const { server, kubelet, token, caFile, sink } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as {
  server: string;
  kubelet: string;
  token: string;
  caFile: string;
  sink: string;
};
const agent = new Agent({ keepAlive: true, ca: readFileSync(caFile) });

const bodyOf = (url: string) =>
  new Promise<string>((resolve, reject) => {
    const asked = request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    asked.on('error', reject).end();
  });

const written = (body: Buffer) =>
  new Promise<number>((resolve, reject) => {
    const asked = plainRequest(`${sink}/write?db=k8s`, { method: 'POST' }, (answer) =>
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0)),
    );
    asked.on('error', reject).end(body);
  });

void (async () => {
  const lists = await Promise.all(
    ['nodes', 'pods'].map((kind) => bodyOf(`${server}/api/v1/${kind}?limit=500`)),
  );
  const counts = [...lists, await bodyOf(`${kubelet}/stats/summary`)].map(
    (body) => Object.keys(JSON.parse(body) as object).length,
  );
  const status = await written(gzipSync(lists.join('\n')));
  process.exit(counts.includes(0) || status !== 204 ? 1 : 0);
})();

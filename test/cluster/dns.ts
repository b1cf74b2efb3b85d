import { createSocket } from 'node:dgram';
import * as z from 'zod';
import type { Ask } from './api.ts';
import { addresses } from './pki.ts';

const service = z.object({ spec: z.object({ clusterIP: z.string() }) });

/** The smallest DNS of a cluster: NAME.NAMESPACE.svc.cluster.local is the Service's address, and nothing else has a name. */
export function answerNames(ask: Ask): void {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    void answerTo(question, ask).then((answer) => socket.send(answer, from.port, from.address));
  });
  socket.bind(53, addresses.controlPlane);
}

const typeA = 1;
const [noError, serverFailure, noSuchName] = [0, 2, 3];

/** @see https://www.rfc-editor.org/rfc/rfc1035#section-4 */
async function answerTo(question: Buffer, ask: Ask): Promise<Buffer> {
  const { name, type, end } = asked(question);
  let code = noError;
  const found = await addressOf(name, ask).catch(() => {
    code = serverFailure;
    return undefined;
  });
  if (found === undefined && code === noError) code = noSuchName;
  const answers = found !== undefined && type === typeA ? [found] : [];
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8480 | code, 2);
  header.writeUInt16BE(answers.length, 6);
  header.fill(0, 8);
  const records = answers.map((address) =>
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)]),
  );
  return Buffer.concat([header, question.subarray(12, end), ...records]);
}

function asked(question: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: question.readUInt16BE(at + 1), end: at + 5 };
}

async function addressOf(name: string, ask: Ask): Promise<string | undefined> {
  const [, of, namespace] = /^([^.]+)\.([^.]+)\.svc\.cluster\.local$/.exec(name) ?? [];
  if (of === undefined || namespace === undefined) return undefined;
  try {
    const { spec } = service.parse(await ask(`/api/v1/namespaces/${namespace}/services/${of}`));
    return spec.clusterIP;
  } catch (error) {
    if (error instanceof Error && error.message.includes(' 404 ')) return undefined;
    throw error;
  }
}

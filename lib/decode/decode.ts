import type { Source } from '../model/sample.ts';
import { decodeContainers } from './cadvisor.ts';
import type { Decoded } from './decoded.ts';
import { decodeResource } from './resource-metrics.ts';
import { decodeSummary } from './summary.ts';

/** The samples in a kubelet's answer, whichever endpoint gave it. */
export function decode(source: Source, body: Buffer, nodeName: string, latestTimeMs: number): Decoded {
  return decoders[source](body, nodeName, latestTimeMs);
}

const decoders: Record<Source, (body: Buffer, nodeName: string, latestTimeMs: number) => Decoded> = {
  summary: decodeSummary,
  container: decodeContainers,
  resource: (body, nodeName, latestTimeMs) => decodeResource(body.toString(), nodeName, latestTimeMs),
};

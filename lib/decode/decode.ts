import type { Source } from '../model/sample.ts';
import { decodeContainers } from './cadvisor.ts';
import type { DecodeChoices, DecodeResult } from './decoded.ts';
import { decodeResource } from './resource-metrics.ts';
import { decodeSummary } from './summary.ts';

/** Decodes the body of any kubelet endpoint. */
export function decode(
  source: Source,
  body: Buffer,
  nodeName: string,
  latestTimeMs: number,
  choices: DecodeChoices = {},
): DecodeResult {
  return decoders[source](body, nodeName, latestTimeMs, choices);
}

const decoders: Record<
  Source,
  (body: Buffer, nodeName: string, latestTimeMs: number, choices: DecodeChoices) => DecodeResult
> = {
  summary: decodeSummary,
  container: decodeContainers,
  resource: (body, nodeName, latestTimeMs) => decodeResource(body.toString(), nodeName, latestTimeMs),
};

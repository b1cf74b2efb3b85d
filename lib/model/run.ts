import type { NodeFacts } from './facts.ts';
import type { Failure } from '../errors/causes.ts';
import type { Source } from './sample.ts';

/** The nouns of one run: what is to be asked, what came of it, what was written. */

/** What the API says of a node, and heapline keeps. */
export interface ClusterNode {
  readonly name: string;
  readonly isReady: boolean;
  readonly addresses: readonly { readonly type: string; readonly address: string }[];
  /** From the node's status; `undefined` where the kubelet reports none. */
  readonly kubeletPort: number | undefined;
  /** As `v1.36.2`. */
  readonly kubeletVersion: string | undefined;
  readonly facts: NodeFacts;
}

/** A kubelet and how to reach it. */
export interface Target {
  readonly node: ClusterNode;
  /** Where requests go, as `https://10.0.0.7:10250`; `undefined` where the node has no address that fits. */
  readonly origin: string | undefined;
  /** What stands before the kubelet's own paths: the API server's proxy path, or nothing. */
  readonly pathPrefix: string;
  /** The name to verify the certificate by, where it is not the address dialled. */
  readonly serverName: string | undefined;
}

export type PodsAnswer = { readonly ok: true; readonly body: Buffer } | ({ readonly ok: false } & Failure);

/** One node's answer: a body or a reason. */
export type Outcome = {
  readonly target: Target;
  readonly durationMs: number;
} & (
  | {
      readonly ok: true;
      readonly source: Source;
      readonly body: Buffer;
      readonly bodyBytes: number;
      /** The time that the kubelet had when it answered; whole seconds. */
      readonly dateMs?: number | undefined;
      /** The kubelet's own list of its pods, where it was asked for. */
      readonly pods?: PodsAnswer | undefined;
    }
  | ({ readonly ok: false } & Failure)
);

/** What is told of one node at the end. */
export interface NodeReport {
  readonly node: ClusterNode;
  readonly url: string;
  readonly durationMs: number;
  readonly failure: (Failure & { readonly sentence: string; readonly remedy: string }) | undefined;
  readonly source: Source | undefined;
  readonly bodyBytes: number | undefined;
  /** Lines made of the answer. */
  readonly points: number;
  readonly pods: number | undefined;
  readonly cpuNanoCores: number | undefined;
  readonly memoryWorkingSetBytes: number | undefined;
  /** How old the newest sample was when it came; it tells a kubelet whose samples stand still. */
  readonly newestSampleAgeMs: number | undefined;
  /** Values in the answer that heapline could not take, and the first of them. */
  readonly refusedValues: number;
  readonly firstRefusal: string | undefined;
}

/** What became of the lines. */
export interface WriteResult {
  readonly written: number;
  /** Lines that the database refused for what stands in them: counted and told, no failure of the run. */
  readonly refused: number;
  /** Some of the refused lines with the database's reason. */
  readonly refusals: readonly { readonly line: string; readonly reason: string }[];
  /** Lines given up: the database was away, or time was up. */
  readonly lost: number;
  /** Why the last of them was given up. */
  readonly loss: Failure | undefined;
  readonly requests: number;
  readonly retries: number;
}

export interface RunReport {
  readonly clusterName: string;
  /** Of which part of the nodes, as `0/4`; `undefined` where it is of all. */
  readonly shard: string | undefined;
  readonly startMs: number;
  readonly durationMs: number;
  readonly nodes: readonly NodeReport[];
  readonly values: number;
  /** Values that InfluxDB's numbers cannot hold. */
  readonly unwritable: number;
  readonly write: WriteResult;
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  /** Whether V8's code cache was used at the start; `undefined` where the loader did not run. */
  readonly v8Record: string | undefined;
  /** Why the run ended before its end, if it did. */
  readonly endedEarly: string | undefined;
  /** Whoever read the lines went away before the end; then nothing that is missing counts as missing. */
  readonly isUnwanted: boolean;
}

import type { NodeFacts } from './facts.ts';
import type { Failure } from '../errors/causes.ts';
import type { Source } from './sample.ts';

/** Targets, outcomes and results of one run. */

/** What heapline keeps of a Node object. */
export interface ClusterNode {
  readonly name: string;
  readonly isReady: boolean;
  readonly addresses: readonly { readonly type: string; readonly address: string }[];
  /** From the node's status; `undefined` where it has none. */
  readonly kubeletPort: number | undefined;
  /** As `v1.36.2`. */
  readonly kubeletVersion: string | undefined;
  readonly facts: NodeFacts;
}

/** A kubelet and how to reach it. */
export interface Target {
  readonly node: ClusterNode;
  /** As `https://10.0.0.7:10250`; `undefined` where the node has no suitable address. */
  readonly origin: string | undefined;
  /** The API server's proxy path, or empty. */
  readonly pathPrefix: string;
  /** The name to verify the certificate for, where it is not the address. */
  readonly serverName: string | undefined;
}

export type PodsAnswer = { readonly ok: true; readonly body: Buffer } | ({ readonly ok: false } & Failure);

/** The result of scraping one kubelet: a body or a failure. */
export type Outcome = {
  readonly target: Target;
  readonly durationMs: number;
} & (
  | {
      readonly ok: true;
      readonly source: Source;
      readonly body: Buffer;
      readonly bodyBytes: number;
      /** The kubelet's clock when it answered, in whole seconds. */
      readonly dateMs?: number | undefined;
      /** The kubelet's own list of pods, where it was requested. */
      readonly pods?: PodsAnswer | undefined;
    }
  | ({ readonly ok: false } & Failure)
);

/** The report on one node. */
export interface NodeReport {
  readonly node: ClusterNode;
  readonly url: string;
  readonly durationMs: number;
  readonly failure: (Failure & { readonly sentence: string; readonly remedy: string }) | undefined;
  readonly source: Source | undefined;
  readonly bodyBytes: number | undefined;
  /** Lines made from the response. */
  readonly points: number;
  readonly pods: number | undefined;
  readonly cpuNanoCores: number | undefined;
  readonly memoryWorkingSetBytes: number | undefined;
  /** Age of the newest sample on arrival. It grows where a kubelet's statistics stand still. */
  readonly newestSampleAgeMs: number | undefined;
  /** Number of invalid values in the response, and the first of them. */
  readonly refusedValues: number;
  readonly firstRefusal: string | undefined;
}

/** The result of writing. */
export interface WriteResult {
  readonly written: number;
  /** Lines that the database rejected because of their content. They do not fail the run. */
  readonly rejected: number;
  /** Some of the rejected lines, with the database's reason. */
  readonly rejections: readonly { readonly line: string; readonly reason: string }[];
  /** Lines that were given up: the database was down, or the deadline passed. */
  readonly lost: number;
  /** Why the last of them was given up. */
  readonly loss: Failure | undefined;
  readonly requests: number;
  readonly retries: number;
}

export interface RunReport {
  readonly clusterName: string;
  /** The shard, as `0/4`; `undefined` where the run is of all nodes. */
  readonly shard: string | undefined;
  readonly startMs: number;
  readonly durationMs: number;
  readonly nodes: readonly NodeReport[];
  readonly values: number;
  /** Values that do not fit InfluxDB's number types. */
  readonly unwritable: number;
  readonly write: WriteResult;
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  /** Whether V8's code cache was used at the start; `undefined` where the loader did not run. */
  readonly v8Record: string | undefined;
  /** Why the run ended early. */
  readonly endedEarly: string | undefined;
  /** The reader of standard output has gone (`| head`): missing lines are no loss then. */
  readonly isReaderGone: boolean;
}

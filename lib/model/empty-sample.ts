import type { Sample, Source } from './sample.ts';

/** The object that a sample describes. */
export type Identity = Pick<Sample, 'node' | 'namespace' | 'pod' | 'podUid' | 'container'>;

const none: readonly never[] = [];

/** A sample without any numbers. */
export function emptySample(kind: Sample['kind'], source: Source, identity: Identity): Sample {
  return {
    kind,
    source,
    node: identity.node,
    namespace: identity.namespace,
    pod: identity.pod,
    podUid: identity.podUid,
    container: identity.container,
    interfaces: none,
    filesystems: none,
    volumes: none,
    accelerators: none,
    custom: none,
    diskIo: none,
  };
}

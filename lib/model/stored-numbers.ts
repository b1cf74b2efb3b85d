/** The kinds of objects that are read back: nodes, and containers of pods. */
export type ReadKind = 'nodes' | 'pods';

/** A field of another measurement than the object's own. Its times are its own, too. */
interface OtherField {
  readonly measurement: string;
  readonly field: string;
  /** Conditions by tag; one of several values. */
  readonly where: Readonly<Record<string, string | readonly string[]>>;
  /** The newest values that differ in this tag are summed. */
  readonly sumOver?: string;
}

/** A number that is read back, and where each schema stores it. */
interface NumberSource {
  readonly unit: 'ms' | 'ns' | 'bytes' | 'millicores';
  /** A counter is kept exact; it may be a bigint. */
  readonly isCounter?: true;
  /** By kind: a field of `kube_node` or `kube_container`, or of another measurement. */
  readonly wide: Readonly<Partial<Record<ReadKind, string | OtherField>>>;
  /** By kind: Heapster's metric, or a field that is stored beside its value. */
  readonly heapster: Readonly<
    Partial<Record<ReadKind, string | { readonly metric: string; readonly field: string }>>
  >;
}

/**
 * The numbers that are read back, declared once: the query, its reader and the type of a stored point are
 * made from this table.
 */
export const storedNumbers = {
  sampleMs: { unit: 'ms', wide: {}, heapster: both({ metric: 'cpu/usage', field: 'sample_ms' }) },
  usageCoreNanoSeconds: {
    unit: 'ns',
    isCounter: true,
    wide: both('cpu_usage_core_nanoseconds'),
    heapster: both('cpu/usage'),
  },
  workingSetBytes: {
    unit: 'bytes',
    wide: both('memory_working_set_bytes'),
    heapster: both('memory/working_set'),
  },
  swapBytes: { unit: 'bytes', wide: both('swap_usage_bytes'), heapster: {} },
  ephemeralStorageBytes: {
    unit: 'bytes',
    wide: {
      nodes: { measurement: 'kube_filesystem', field: 'used_bytes', where: { filesystem: 'root', pod: '' } },
      pods: {
        measurement: 'kube_filesystem',
        field: 'used_bytes',
        where: { filesystem: ['rootfs', 'logs'] },
        sumOver: 'filesystem',
      },
    },
    heapster: both('ephemeral_storage/usage'),
  },
  startTimeMs: { unit: 'ms', wide: both('start_time_ms'), heapster: {} },
  allocatableMillicores: {
    unit: 'millicores',
    wide: { nodes: 'allocatable_millicpu_cores' },
    heapster: { nodes: 'cpu/node_allocatable' },
  },
  allocatableBytes: {
    unit: 'bytes',
    wide: { nodes: 'allocatable_memory_bytes' },
    heapster: { nodes: 'memory/node_allocatable' },
  },
} as const satisfies Readonly<Record<string, NumberSource>>;

export type StoredNumber = keyof typeof storedNumbers;

export const numberSources: readonly (readonly [StoredNumber, NumberSource])[] = Object.entries(
  storedNumbers,
) as [StoredNumber, NumberSource][];

function both<Place>(place: Place): Readonly<Record<ReadKind, Place>> {
  return { nodes: place, pods: place };
}

/** A cluster that is scraped, and where its lines go. */
export interface Scenario {
  readonly name: string;
  readonly nodes: number;
  readonly pods: number;
  readonly kubelets: 'tls' | 'plain';
  readonly isInflux: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly shards?: number;
  readonly isOnOneCore?: boolean;
}

const heapster = { SCHEMA: 'heapster' };
const withoutPods = { PODS_FROM: 'none' };

/** Pods have one container each. */
export const scenarios: readonly Scenario[] = [
  {
    name: '100 × 30, http, wide, InfluxDB',
    nodes: 100,
    pods: 30,
    kubelets: 'plain',
    isInflux: true,
    environment: {},
  },
  {
    name: '100 × 30, http, heapster, InfluxDB',
    nodes: 100,
    pods: 30,
    kubelets: 'plain',
    isInflux: true,
    environment: heapster,
  },
  {
    name: '100 × 30, wide, InfluxDB',
    nodes: 100,
    pods: 30,
    kubelets: 'tls',
    isInflux: true,
    environment: {},
  },
  { name: '1,000 × 30, wide', nodes: 1000, pods: 30, kubelets: 'tls', isInflux: false, environment: {} },
  {
    name: '1,000 × 30, wide, PODS_FROM=none',
    nodes: 1000,
    pods: 30,
    kubelets: 'tls',
    isInflux: false,
    environment: withoutPods,
  },
  { name: '1,000 × 110, wide', nodes: 1000, pods: 110, kubelets: 'tls', isInflux: false, environment: {} },
  {
    name: '1,000 × 30, wide, InfluxDB',
    nodes: 1000,
    pods: 30,
    kubelets: 'tls',
    isInflux: true,
    environment: {},
  },
  {
    name: '5,000 × 30, wide, one core',
    nodes: 5000,
    pods: 30,
    kubelets: 'tls',
    isInflux: false,
    isOnOneCore: true,
    environment: {},
  },
  {
    name: '5,000 × 30, wide, one core, PODS_FROM=none',
    nodes: 5000,
    pods: 30,
    kubelets: 'tls',
    isInflux: false,
    isOnOneCore: true,
    environment: withoutPods,
  },
  {
    name: '5,000 × 110, wide, 4 shards, each on one core',
    nodes: 5000,
    pods: 110,
    kubelets: 'tls',
    isInflux: false,
    isOnOneCore: true,
    shards: 4,
    environment: {},
  },
];

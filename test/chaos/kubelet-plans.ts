import type { Account } from '../simulator/accounts.ts';
import type { Bystander } from '../simulator/bystanders.ts';
import type { Fault } from '../simulator/faults.ts';
import type { NodeState } from '../simulator/simulator.ts';

/** What is wrong with a node, and how that has to be told: the cause, or `undefined` where the node still counts as up. */
export interface KubeletPlan {
  readonly kind: string;
  readonly cause: string | undefined;
  readonly state: (scene: Scene) => NodeState;
}

/** What plans are made of. */
interface Scene {
  readonly port: (who: Bystander) => number;
  readonly closedPort: number;
  /** The account that asks, without its right to statistics. */
  readonly powerless: Account;
}

/** Every way in which a kubelet fails. */
export const kubeletPlans: readonly KubeletPlan[] = [
  ...faults('timeout', 'hang', 'hang-in-body', 'drip'),
  ...faults('reset', 'reset'),
  ...faults('truncated', 'cut-in-body', 'broken-json'),
  ...faults('redirect', 'redirect'),
  ...faults('not_json', 'html', 'gzip-bomb'),
  ...faults('server_error', 'server-error'),
  ...faults('not_found', 'not-found'),
  ...faults('rate_limited', 'rate-limited'),
  ...faults('too_large', 'oversized', 'two-gibibytes'),
  ...faults('schema', 'deep', 'another-document'),
  ...faults('wrong_node', 'not-the-node'),
  ...bystanders('timeout', 'mute'),
  ...bystanders('tls_protocol', 'plain'),
  ...bystanders('tls_untrusted', 'self-signed'),
  ...bystanders('tls_name', 'other-name'),
  ...bystanders('tls_expired', 'expired'),
  ...bystanders('not_http', 'no-http'),
  ...bystanders('not_found', 'web-server'),
  plan('closed-port', 'refused', ({ closedPort }) => ({ port: closedPort })),
  plan('no-address', 'no_address', () => ({ hasAddress: false })),
  plan('no-such-name', 'dns', () => ({ address: `${'a'.repeat(64)}.invalid` })),
  // The kernel itself says that there is no way: nothing leaves this machine.
  plan('no-route', 'unreachable', () => ({ address: '255.255.255.255' })),
  plan('forbidden', 'forbidden', ({ powerless }) => ({ accounts: [powerless] })),
  plan('unauthorized', 'unauthorized', () => ({ accounts: [] })),
];

/** What is odd about a node that still gives its numbers, or the good half of them. */
export const oddPlans: readonly KubeletPlan[] = [
  plan('spoiled', undefined, () => ({ isSpoiled: true })),
  plan('slow', undefined, () => ({ latencyMs: 400 })),
  plan('not-ready', undefined, () => ({ isReady: false })),
];

function plan(kind: string, cause: string | undefined, state: KubeletPlan['state']): KubeletPlan {
  return { kind: `kubelet ${kind}`, cause, state };
}

function faults(cause: string, ...all: readonly Fault[]): KubeletPlan[] {
  return all.map((fault) => plan(fault, cause, () => ({ fault })));
}

function bystanders(cause: string, ...all: readonly Bystander[]): KubeletPlan[] {
  return all.map((who) => plan(who, cause, ({ port }) => ({ port: port(who) })));
}

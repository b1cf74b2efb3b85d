interface Right {
  readonly verb: string;
  readonly resource: string;
}

/**
 * The ClusterRole rule that a 403 asks for, as YAML, from the message of a kubelet or the API server;
 * `otherwise` where the message does not say. People paste this rule, and a hostile server could ask for any:
 * only permissions that heapline can use are given, `nodes/proxy` only where it was chosen.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
 */
export function missingRule(detail: string, otherwise: Right): string {
  const { verb, resource } = [wordsOfKubelet(detail), wordsOfServer(detail)].find(isOurs) ?? otherwise;
  return `- {apiGroups: [""], resources: ["${resource}"], verbs: ["${verb}"]}`;

  function isOurs(right: Right | undefined): right is Right {
    return (
      right !== undefined &&
      ours.includes(`${right.verb} ${right.resource}`) &&
      (right.resource !== 'nodes/proxy' || otherwise.resource === 'nodes/proxy')
    );
  }
}

const ours = [
  'list nodes',
  'list pods',
  'get nodes/stats',
  'create nodes/stats',
  'get nodes/metrics',
  'get nodes/pods',
  'get nodes/proxy',
  'create nodes/proxy',
];

function wordsOfKubelet(detail: string): Right | undefined {
  const [, verb, resource, subresource] =
    /verb=(\w+), resource=(\w+), subresource(?:\(s\)=\[|=)([\w-]+)/.exec(detail) ?? [];
  return verb === undefined ? undefined : { verb, resource: `${resource ?? ''}/${subresource ?? ''}` };
}

function wordsOfServer(detail: string): Right | undefined {
  const [, verb, resource = ''] = /cannot (\w+) resource "([\w/]+)"/.exec(detail) ?? [];
  return verb === undefined ? undefined : { verb, resource };
}

interface Right {
  readonly verb: string;
  readonly resource: string;
}

/**
 * The rule of a ClusterRole that a 403 asks for, as YAML, told from the words of a kubelet (up to 1.20, and since) or of
 * the API server; `otherwise` where those words say nothing. A hostile server could ask for any right, and somebody would
 * paste it: only rights that heapline has a use for are ever told, `nodes/proxy` only where it was chosen.
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

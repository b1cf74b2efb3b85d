/**
 * The rule of a ClusterRole that a 403 asks for, as YAML, told from the words of a kubelet (up to 1.20, and since) or of
 * the API server; `otherwise` where those words say nothing.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
 */
export function missingRule(detail: string, otherwise: { verb: string; resource: string }): string {
  const kubelet = /verb=(\w+), resource=(\w+), subresource(?:\(s\)=\[|=)([\w-]+)/.exec(detail);
  const api = /cannot (\w+) resource "([\w/]+)"/.exec(detail);
  if (kubelet) return rule(kubelet[1] ?? 'get', `${kubelet[2] ?? ''}/${kubelet[3] ?? ''}`);
  return rule(api?.[1] ?? otherwise.verb, api?.[2] ?? otherwise.resource);
}

/** A rule as it stands in a ClusterRole. */
function rule(verb: string, resource: string): string {
  return `- {apiGroups: [""], resources: ["${resource}"], verbs: ["${verb}"]}`;
}

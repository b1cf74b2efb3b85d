import type { KubeletReach } from '../../kubernetes/kubelet-targets.ts';
import type { KubeletConfig } from '../../config/kubelet-settings.ts';
import type { KubernetesConfig } from '../../config/kubernetes-settings.ts';

export interface Right {
  readonly verb: string;
  readonly resource: string;
}

/** A permission that the settings need. Without one that is not required a run goes on with less. */
export type Need = Right & { readonly isRequired: boolean; readonly setBy: string };

export type RightsConfig = Pick<KubernetesConfig, 'podsFrom'> &
  Pick<KubeletConfig, 'kubeletSource' | 'kubeletClientCertFile'>;

/** The permissions that a scrape with these settings uses; the shipped role grants these. */
export function neededRights(config: RightsConfig, { access }: Pick<KubeletReach, 'access'>): Need[] {
  const { kubeletSource: source, podsFrom } = config;
  const needs: Need[] = [{ verb: 'list', resource: 'nodes', isRequired: true, setBy: 'discovery' }];
  if (podsFrom === 'api')
    needs.push({ verb: 'list', resource: 'pods', isRequired: false, setBy: 'PODS_FROM=api' });
  if (access === 'readonly') return needs;
  if (access === 'proxy') {
    const through = { resource: 'nodes/proxy', isRequired: true, setBy: 'KUBELET_ACCESS=proxy' };
    if (source !== 'container' || podsFrom === 'kubelet') needs.push({ verb: 'get', ...through });
    if (source === 'container') needs.push({ verb: 'create', ...through });
    return needs;
  }
  // With a client certificate the kubelet sees another user, whose permissions the API server cannot tell us.
  if (config.kubeletClientCertFile !== undefined) return needs;
  const ofSource: Readonly<Record<typeof source, Right>> = {
    auto: { verb: 'get', resource: 'nodes/stats' },
    summary: { verb: 'get', resource: 'nodes/stats' },
    container: { verb: 'create', resource: 'nodes/stats' },
    resource: { verb: 'get', resource: 'nodes/metrics' },
  };
  // Not required: a kubelet with AlwaysAllow does not ask.
  needs.push({ ...ofSource[source], isRequired: false, setBy: `KUBELET_SOURCE=${source}` });
  if (podsFrom === 'kubelet')
    needs.push({ verb: 'get', resource: 'nodes/pods', isRequired: false, setBy: 'PODS_FROM=kubelet' });
  return needs;
}

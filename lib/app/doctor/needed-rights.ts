import type { Reach } from '../../kubernetes/kubelet-targets.ts';
import type { Config } from '../../config/scrape-settings.ts';

export interface Right {
  readonly verb: string;
  readonly resource: string;
}

/** A right that the chosen settings need; without one that is not required a run goes on with less. */
export type Need = Right & { readonly isRequired: boolean; readonly setBy: string };

/** The rights that a scrape with these settings uses, and no others: the shipped role holds them. */
export function neededRights(config: Config, { access }: Pick<Reach, 'access'>): Need[] {
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
  // A certificate of its own is somebody else to the kubelet: the API server does not know what that one may.
  if (config.kubeletClientCertFile !== undefined) return needs;
  const ofSource: Readonly<Record<typeof source, Right>> = {
    auto: { verb: 'get', resource: 'nodes/stats' },
    summary: { verb: 'get', resource: 'nodes/stats' },
    container: { verb: 'create', resource: 'nodes/stats' },
    resource: { verb: 'get', resource: 'nodes/metrics' },
  };
  // The kubelet itself is the judge of it: one that allows everything asks nobody.
  needs.push({ ...ofSource[source], isRequired: false, setBy: `KUBELET_SOURCE=${source}` });
  if (podsFrom === 'kubelet')
    needs.push({ verb: 'get', resource: 'nodes/pods', isRequired: false, setBy: 'PODS_FROM=kubelet' });
  return needs;
}

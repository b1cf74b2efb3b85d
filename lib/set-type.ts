/** What Heapster's metrics are of: the values of its tag `type`. */
export type SetType = 'node' | 'pod' | 'pod_container' | 'sys_container' | 'ns' | 'cluster';

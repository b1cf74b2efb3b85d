const time = '2026-01-01T00:00:30Z';
const used = (nanoCores: number, memory: number) => ({
  cpu: { time, usageNanoCores: nanoCores, usageCoreNanoSeconds: nanoCores * 100 },
  memory: { time, workingSetBytes: memory, usageBytes: memory },
});
const container = (name: string, nanoCores: number, memory: number, startTime = '2026-01-01T00:00:00Z') => ({
  name,
  startTime,
  ...used(nanoCores, memory),
});
const ref = (name: string) => ({ podRef: { name, namespace: 'n', uid: `uid-${name}` } });

/** A summary with the pods that are easily summed wrongly. */
export const awkwardPods = {
  node: { nodeName: 'node-a', ...used(9000, 9000) },
  pods: [
    { ...ref('roomy'), ...used(1000, 500), containers: [container('a', 400, 200), container('b', 500, 250)] },
    { ...ref('one-missing'), ...used(300, 90), containers: [container('a', 100, 30)] },
    {
      ...ref('no-cgroup'),
      containers: [
        container('a', 40, 20),
        // Of its memory only the working set is known.
        { ...container('b', 30, 10), memory: { time, workingSetBytes: 10 } },
      ],
    },
    {
      ...ref('two-of-one-name'),
      containers: [container('a', 99, 70), container('a', 5, 7, '2026-01-01T00:00:20Z')],
    },
    { ...ref('host-network'), ...used(40, 8), containers: [container('a', 30, 6)] },
  ],
};

/** What to do where a run was cut short because the heap was full; `undefined` for any other reason. */
export function memoryRemedy(detail: string): string | undefined {
  return detail.includes('the heap was full')
    ? 'Give the process more memory (the container’s limit, NODE_OPTIONS=--max-old-space-size), or let several runs ask a part ' +
        'of the nodes each: SHARD=0/2 and SHARD=1/2.'
    : undefined;
}

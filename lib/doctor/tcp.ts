import { connect } from 'node:net';
import type { Failure } from '../failure/causes.ts';
import { failureOf } from '../failure/of-error.ts';

/** Whether somebody listens there; why not, if not. */
export function tryTcp(host: string, port: number, signal: AbortSignal): Promise<Failure | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (failure: Failure | undefined) => {
      signal.removeEventListener('abort', onEnd);
      socket.destroy();
      resolve(failure);
    };
    const onEnd = () => end({ cause: 'timeout', detail: `no connection to ${host}:${port} in time` });
    if (signal.aborted) onEnd();
    else signal.addEventListener('abort', onEnd, { once: true });
    socket.once('error', (error) => end(failureOf(error)));
    socket.once('connect', () => end(undefined));
  });
}

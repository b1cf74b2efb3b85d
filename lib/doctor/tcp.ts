import { connect } from 'node:net';
import type { Failure } from '../failure/causes.ts';
import { lookAt } from './look-at.ts';

/** Whether somebody listens there; why not, if not. */
export async function tryTcp(host: string, port: number, signal: AbortSignal): Promise<Failure | undefined> {
  const late = `no connection to ${host}:${port} in time`;
  const looked = await lookAt(connect({ host, port }), 'connect', signal, late, () => undefined);
  return looked.ok ? undefined : looked;
}

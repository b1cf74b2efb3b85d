import { connect, type Socket } from 'node:net';
import type { Failure } from '../../errors/causes.ts';
import { failureOf } from '../../errors/failure-of-error.ts';

/**
 * Reads something from a socket after `event`, or tells why it did not occur. Destroys the socket. Never
 * rejects.
 *
 * @param late the detail where `signal` aborts first
 */
export function probeSocket<Seen, Opened extends Socket>(
  socket: Opened,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
  late: string,
  read: (socket: Opened) => Seen,
): Promise<{ readonly ok: true; readonly seen: Seen } | ({ readonly ok: false } & Failure)> {
  return new Promise((resolve) => {
    const end = (result: { ok: true; seen: Seen } | ({ ok: false } & Failure)) => {
      signal.removeEventListener('abort', onLate);
      socket.destroy();
      resolve(result);
    };
    const onLate = () => end({ ok: false, cause: 'timeout', detail: late });
    if (signal.aborted) onLate();
    else signal.addEventListener('abort', onLate, { once: true });
    socket.once('error', (error) => end({ ok: false, ...failureOf(error) }));
    socket.once(event, () => end({ ok: true, seen: read(socket) }));
  });
}

/** Whether a port accepts connections; the failure, if not. */
export async function tryTcp(host: string, port: number, signal: AbortSignal): Promise<Failure | undefined> {
  const late = `no connection to ${host}:${port} in time`;
  const probed = await probeSocket(connect({ host, port }), 'connect', signal, late, () => undefined);
  return probed.ok ? undefined : probed;
}

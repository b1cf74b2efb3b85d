import { readFileSync } from 'node:fs';
import { Agent, fetch } from 'undici';
import { apiServerUrl, type Pki } from './pki.ts';

/** Asks the API server, or a kubelet at its own URL, as an administrator; a fetch with the right certificates. */
export function askAsAdmin(pki: Pki) {
  const read = (file: string) => readFileSync(pki(file));
  const connect = { cert: read('admin.crt'), key: read('admin.key') };
  const ofServer = new Agent({ connect: { ...connect, ca: read('ca.crt') } });
  const ofKubelets = new Agent({ connect: { ...connect, ca: read('kubelet-ca.crt') } });
  return async (path: string): Promise<unknown> => {
    const isKubelet = path.startsWith('https:');
    const response = await fetch(isKubelet ? path : `${apiServerUrl}${path}`, {
      dispatcher: isKubelet ? ofKubelets : ofServer,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
    return text.startsWith('{') ? JSON.parse(text) : text;
  };
}

export type Ask = ReturnType<typeof askAsAdmin>;

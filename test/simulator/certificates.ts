import { generate } from 'selfsigned';

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

export interface Authority extends KeyPair {
  /** A certificate for servers at these names and addresses, or for a client of this name. */
  readonly sign: (
    commonName: string,
    names?: readonly string[],
    validDays?: number,
    /** What Kubernetes takes for its group. */
    organization?: string,
  ) => Promise<KeyPair>;
}

const dayMs = 86_400_000;

/** A certificate authority of its own, for the length of a test. */
export async function authority(commonName: string): Promise<Authority> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // Valid from a moment before now, for clocks that are behind.
    notBeforeDate: new Date(Date.now() - dayMs),
    notAfterDate: new Date(Date.now() + 30 * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  return {
    key,
    cert,
    sign: async (name, names = [], validDays = 30, organization) => {
      const end = Date.now() + validDays * dayMs;
      const subject = [{ name: 'commonName', value: name }];
      if (organization !== undefined) subject.push({ name: 'organizationName', value: organization });
      const signed = await generate(subject, {
        keyType: 'ec',
        curve: 'P-256',
        algorithm: 'sha256',
        notBeforeDate: new Date(Math.min(end, Date.now()) - dayMs),
        notAfterDate: new Date(end),
        ca: { key, cert },
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'keyUsage', digitalSignature: true },
          { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
          ...(names.length === 0 ? [] : [{ name: 'subjectAltName' as const, altNames: names.map(altName) }]),
        ],
      });
      return { key: signed.private, cert: signed.cert };
    },
  };
}

function altName(name: string): { type: 2; value: string } | { type: 7; ip: string } {
  return /^[\d.]+$/.test(name) || name.includes(':') ? { type: 7, ip: name } : { type: 2, value: name };
}

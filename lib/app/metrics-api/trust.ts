import { X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { AppError, exitCodes, messageOf } from '../../errors/app-error.ts';
import { certificatesIn } from './certificates.ts';

/** The trusted authorities, and the front proxy's header names. */
export interface Trust {
  /** Issuers of the front proxy's certificate. */
  readonly frontProxyAuthorities: readonly X509Certificate[];
  /** Names that its certificate may have; any where the list is empty. */
  readonly frontProxyNames: readonly string[];
  /** Lower case, as all header names here. */
  readonly userHeaders: readonly string[];
  readonly groupHeaders: readonly string[];
  readonly uidHeaders: readonly string[];
  readonly extraPrefixes: readonly string[];
  /** Issuers of clients' certificates. */
  readonly clientAuthorities: readonly X509Certificate[];
}

/**
 * Reads the ConfigMap `extension-apiserver-authentication` in kube-system. An API server without an
 * aggregation layer leaves the front proxy out: then there is none.
 *
 * @throws AppError exit code 3 where it is not as expected
 * @see
 * https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/#original-request-username-and-group
 */
export function trustOf(data: Readonly<Record<string, string>>): Trust {
  try {
    return read(data);
  } catch (cause) {
    throw new AppError(
      `The ConfigMap extension-apiserver-authentication in kube-system is not as an API server writes it: ${messageOf(cause)}.`,
      {
        code: 'trust',
        remedy: 'The API server writes it anew when it starts.',
        exitCode: exitCodes.discovery,
        cause,
      },
    );
  }
}

function read(data: Readonly<Record<string, string>>): Trust {
  const list = (key: string) => (data[key] ? listSchema.parse(JSON.parse(data[key])) : []);
  const headers = (key: string) => list(key).map((name) => name.toLowerCase());
  return {
    frontProxyAuthorities: certificatesOf(data['requestheader-client-ca-file']),
    frontProxyNames: list('requestheader-allowed-names'),
    userHeaders: headers('requestheader-username-headers'),
    groupHeaders: headers('requestheader-group-headers'),
    uidHeaders: headers('requestheader-uid-headers'),
    extraPrefixes: headers('requestheader-extra-headers-prefix'),
    clientAuthorities: certificatesOf(data['client-ca-file']),
  };
}

/** Before the ConfigMap was read. */
export const noTrust: Trust = trustOf({});

/** All authorities as PEM, for TLS. */
export function authoritiesOf({ frontProxyAuthorities, clientAuthorities }: Trust): string[] {
  return [...new Set([...frontProxyAuthorities, ...clientAuthorities].map((one) => one.toString()))];
}

const listSchema = z.array(z.string());

function certificatesOf(pem: string | undefined): X509Certificate[] {
  return certificatesIn(pem ?? '').map((block) => new X509Certificate(block));
}

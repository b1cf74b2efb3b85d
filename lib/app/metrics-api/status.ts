import { type AppError, sentencesOf } from '../../errors/app-error.ts';
import type { Answer } from '../../http/answer.ts';

interface Details {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
}

/**
 * An error response: an object of kind Status.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export function failure(code: number, reason: string, message: string, details?: Details): Answer {
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details ? { details } : {}),
    code,
  };
  return { status: code, contentType: 'application/json', body: `${JSON.stringify(body)}\n` };
}

/** A resource's name in messages: `nodes.metrics.k8s.io`, `nodes`. */
function qualified(resource: string, group: string): string {
  return group === '' ? resource : `${resource}.${group}`;
}

export function notFound(kind: string, group: string, name: string): Answer {
  return failure(404, 'NotFound', `${qualified(kind, group)} "${name}" not found`, {
    name,
    ...(group === '' ? {} : { group }),
    kind,
  });
}

export function noSuchPath(): Answer {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function wrongMethod(): Answer {
  return failure(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

export function badRequest(message: string): Answer {
  return failure(400, 'BadRequest', message);
}

export function notAcceptable(): Answer {
  return failure(406, 'NotAcceptable', 'only the following media types are accepted: application/json');
}

/** For an error of InfluxDB or the API server: 503, which clients retry. */
export function unavailableAnswer(error: AppError): Answer {
  return failure(503, 'ServiceUnavailable', `heapline: ${sentencesOf(error)}`);
}

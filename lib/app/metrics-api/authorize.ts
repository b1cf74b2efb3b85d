import type { Attributes, Decision, User } from '../../model/access-review.ts';

/**
 * Whether a user may do something: always for system:masters, else as the API server decides.
 *
 * @param review asks the API server
 */
export async function authorize(
  user: User,
  attributes: Attributes,
  review: (user: User, attributes: Attributes) => Promise<Decision>,
): Promise<Decision> {
  return user.groups.includes('system:masters')
    ? { isAllowed: true, reason: undefined }
    : review(user, attributes);
}

/** The message of a 403, as every API server writes it. */
export function forbiddenMessage({ name }: User, attributes: Attributes, { reason }: Decision): string {
  const because = reason ? `: ${reason}` : '';
  if ('path' in attributes)
    return `forbidden: User "${name}" cannot ${attributes.verb} path "${attributes.path}"${because}`;
  const { verb, group, resource, namespace, name: object } = attributes;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = object === undefined ? `${resource}.${group}` : `${resource}.${group} "${object}"`;
  return `${what} is forbidden: User "${name}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}${because}`;
}

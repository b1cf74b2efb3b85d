import type { Attributes, Decision, User } from '../../model/access-review.ts';

/**
 * Whether somebody may do something: members of system:masters may do everything, of all others the API server says it.
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

/** The words of a refusal, as every API server has them. */
export function refusalOf({ name }: User, attributes: Attributes, { reason }: Decision): string {
  const because = reason ? `: ${reason}` : '';
  if ('path' in attributes)
    return `forbidden: User "${name}" cannot ${attributes.verb} path "${attributes.path}"${because}`;
  const { verb, group, resource, namespace, name: object } = attributes;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = object === undefined ? `${resource}.${group}` : `${resource}.${group} "${object}"`;
  return `${what} is forbidden: User "${name}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}${because}`;
}

import * as z from 'zod';

const claimsSchema = z.object({
  exp: z.number().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
});

/**
 * A reason for a 401 in a service account token: it has expired, or its audience. Nothing of the token itself
 * is shown.
 *
 * @returns `undefined` where the headers hold no such token
 * @see
 * https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens
 */
export function tokenProblem(headers: Readonly<Record<string, string>>, nowMs: number): string | undefined {
  const [, payload] = /^Bearer [\w-]+\.([\w-]+)\.[\w-]*$/.exec(headers['Authorization']?.trim() ?? '') ?? [];
  if (payload === undefined) return undefined;
  const claims = claimsOf(payload);
  if (!claims) return undefined;
  if (claims.exp !== undefined && claims.exp * 1000 < nowMs)
    return `the token’s time was over at ${new Date(claims.exp * 1000).toISOString()}: renew it`;
  const audiences = claims.aud === undefined ? [] : [claims.aud].flat();
  return audiences.length === 0
    ? undefined
    : `the token’s time is not over, and it is for ${audiences.join(', ').slice(0, 200)}: that has to be the API server’s audience`;
}

function claimsOf(payload: string): z.infer<typeof claimsSchema> | undefined {
  try {
    return claimsSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}

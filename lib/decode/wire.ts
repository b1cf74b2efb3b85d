import * as z from 'zod';
import { asCount, type Count } from '../count.ts';

export const longestName = 1024;

/** The kinds of values that kubelets send, as zod sees them: absent and null are both welcome. */
export function wireKinds() {
  return {
    name: z.string().min(1).max(longestName),
    word: z.string().max(longestName).nullish(),
    time: z.string().max(64).nullish(),
    count: countKind().nullish(),
  };
}

/** uint64: a number while a double holds it exactly, else the digits that `parseExactJson` leaves as text. */
export function countKind() {
  const digits = z
    .string()
    .regex(/^\d{16,20}$/)
    .transform((text): Count => asCount(BigInt(text)));
  return z.union([z.int().nonnegative(), digits]).describe('count');
}

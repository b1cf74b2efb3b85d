import * as z from 'zod';
import { asCount, type Count } from '../count.ts';

/** The kinds of values that kubelets send, as zod sees them: absent and null are both welcome. */
export const longestName = 1024;
export const name = z.string().min(1).max(longestName);
export const word = z.string().max(longestName).nullish();
export const time = z.string().max(64).nullish();

/** uint64: a number while a double holds it exactly, else the digits that `parseExactJson` leaves as text. */
export const count = z
  .union([
    z.int().nonnegative(),
    z
      .string()
      .regex(/^\d{16,20}$/)
      .transform((digits): Count => asCount(BigInt(digits))),
  ])
  .nullish();

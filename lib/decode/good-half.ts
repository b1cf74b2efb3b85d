import type { z } from 'zod';
import { isSwollen } from '../swollen.ts';
import type { Border } from '../quick-parse.ts';
import type { Refusal } from '../refusal.ts';

interface GoodHalf<Value> {
  /** `undefined` where nothing that the schema needs was left. */
  readonly value: Value | undefined;
  readonly refused: readonly Refusal[];
}

/**
 * The part of `input` that the schema accepts. A refused value is cut out, and where it was needed, what stood around
 * it: one bad number costs that number, one pod without a name costs that pod. `input` is changed.
 */
export function goodHalf<Value>(border: Border<Value>, input: unknown): GoodHalf<Value> {
  const passed = border.pass(input);
  if (passed !== undefined) return { value: passed, refused: [] };
  const schema = border.schema();
  if (isSwollen(schema, input))
    return { value: undefined, refused: [{ path: 'everywhere', reason: 'a list or map in it is too long' }] };
  const refused: Refusal[] = [];
  const around = new Set<string>();
  for (let round = 0; round < mostRounds; round++) {
    const result = schema.safeParse(input);
    if (result.success) return { value: result.data, refused };
    const { issues } = result.error;
    // Whoever is wrong in so many places is no kubelet, and mending it would cost the other nodes their time.
    if (issues.length > mostIssues) {
      refused.push({ path: 'everywhere', reason: `wrong in ${issues.length} places` });
      break;
    }
    for (const issue of issues) tell(issue, refused, around);
    if (!cutOut(input, issues)) break;
  }
  return { value: undefined, refused };
}

const mostIssues = 10_000;

// Each round climbs one level from a missing key to what needed it, so the depth of a body bounds the rounds.
const mostRounds = 12;

/** What is missing is told once, not again for everything around it that goes with it; `around` knows those paths. */
function tell({ path, message }: z.core.$ZodIssue, refused: Refusal[], around: Set<string>): void {
  const name = path.map(String).join('.');
  if (around.has(name)) return;
  refused.push({ path: name, reason: message });
  for (let length = 1; length < path.length; length++)
    around.add(path.slice(0, length).map(String).join('.'));
}

function cutOut(root: unknown, issues: readonly z.core.$ZodIssue[]): boolean {
  const emptied = new Map<unknown[], Set<number>>();
  for (const issue of issues) {
    const path = holdsValue(root, issue.path) ? issue.path : issue.path.slice(0, -1);
    const key = path.at(-1);
    const parent = valueAt(root, path.slice(0, -1));
    if (key === undefined || parent === undefined) return false;
    if (Array.isArray(parent)) emptied.set(parent, (emptied.get(parent) ?? new Set()).add(Number(key)));
    else Reflect.deleteProperty(parent, key);
  }
  // Positions shift when an element goes, so elements go last and all at once.
  for (const [array, positions] of emptied) {
    let kept = 0;
    for (let position = 0; position < array.length; position++)
      if (!positions.has(position)) array[kept++] = array[position];
    array.length = kept;
  }
  return true;
}

function holdsValue(root: unknown, path: readonly PropertyKey[]): boolean {
  const parent = valueAt(root, path.slice(0, -1));
  const key = path.at(-1);
  return key !== undefined && parent !== undefined && Object.hasOwn(parent, key);
}

function valueAt(root: unknown, path: readonly PropertyKey[]): object | undefined {
  let value: unknown = root;
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

import { exitCodes } from '../errors.ts';
import { type Cause, causes, type Failure } from '../failure/causes.ts';
import { type KubeletFacts, kubeletRemedy } from '../failure/kubelet-remedies.ts';

/** What a failed finding of a kubelet says beside its words. */
export function kubeletTrouble(cause: Cause, detail: string, facts: KubeletFacts) {
  return { cause, remedy: kubeletRemedy(cause, detail, facts), exitCode: exitCodes.tooFewNodes };
}

/** A cause in words, with what was seen. */
export function wordsOf({ cause, detail }: Failure): string {
  return `${causes[cause].what}${detail === '' ? '' : `: ${detail}`}`;
}

/** What was left out of an answer: where it stood, and what was wrong with it. */
export interface Refusal {
  readonly path: string;
  readonly reason: string;
}

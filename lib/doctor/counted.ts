/** What is counted on the way, to judge the load by. */
export interface Counted {
  nodes: number;
  sampled: number;
  values: number;
}

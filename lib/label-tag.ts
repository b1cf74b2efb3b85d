/** A label of Kubernetes, and the tag that its value becomes. */
export interface LabelTag {
  readonly label: string;
  readonly tag: string;
}

/** Who asks, as Kubernetes tells users apart. */
export interface User {
  readonly name: string;
  readonly uid?: string | undefined;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** What somebody wants to do. */
export type Attributes =
  | { readonly path: string; readonly verb: string }
  | {
      readonly verb: string;
      readonly group: string;
      readonly version: string;
      readonly resource: string;
      readonly namespace: string | undefined;
      readonly name: string | undefined;
    };

/** Whether they may, and in whose words. */
export interface Decision {
  readonly isAllowed: boolean;
  readonly reason: string | undefined;
}

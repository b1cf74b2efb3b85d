/** A user as Kubernetes knows them. */
export interface User {
  readonly name: string;
  readonly uid?: string | undefined;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** What a user wants to do: an API request or a path. */
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

/** Whether it is allowed, with the API server's reason. */
export interface Decision {
  readonly isAllowed: boolean;
  readonly reason: string | undefined;
}

/** The API server's URL and the credentials for it. */
export interface Credentials {
  /** As `https://10.96.0.1:443`, with the kubeconfig's path, if it has one. */
  readonly server: string;
  readonly isInCluster: boolean;
  readonly proxyUrl: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsMaterial;
}

export interface TlsMaterial {
  readonly ca?: string | Buffer | undefined;
  readonly cert?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
  readonly servername?: string | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
}

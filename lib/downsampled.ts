/** What is kept of a measurement when it is thinned out: of gauges the mean, of what only grows the last value. */
export interface Downsampled {
  readonly measurement: string;
  readonly means: readonly string[];
  readonly lasts: readonly string[];
}

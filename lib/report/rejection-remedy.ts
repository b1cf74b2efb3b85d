/**
 * What to do where a database rejects a line, from its reason; `undefined` where the line itself is wrong.
 */
export function rejectionRemedy(reason: string): string | undefined {
  if (/field type conflict/.test(reason))
    return (
      'The database holds that field with another type, from another writer (Heapster before 1.2 wrote requests and limits as ' +
      'floats): write to another INFLUX_DATABASE; what is stored stays where it is.'
    );
  if (/beyond retention policy/.test(reason))
    return 'The points are older than the database keeps: compare the clocks, and see INFLUX_RETENTION of setup-influx.';
  if (/max-values-per-tag|max-series-per-database/.test(reason))
    return 'The database has reached a limit of its own: raise it in influxdb.conf, or leave out what is not needed (METRICS, SKIP_NAMESPACES).';
  return undefined;
}

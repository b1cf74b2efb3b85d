/** Whether the log is for people: as LOG_FORMAT says, else where there is a terminal. */
export function speaksToPeople(logFormat: string, { isTTY }: { readonly isTTY?: boolean }): boolean {
  return logFormat === 'text' || (logFormat !== 'json' && isTTY === true);
}

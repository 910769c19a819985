/** What starts Node on one core, which is what makes CPU time of a process comparable; on any without a core. */
export function pinned(core: number | undefined, args: readonly string[]): [string, string[]] {
  if (core === undefined) return [process.execPath, [...args]];
  return ['taskset', ['-c', String(core), process.execPath, ...args]];
}

import type { LogLine, Sample, WorkerRun } from './worker-run.ts';

/** The last line of the log with this message. @throws Error when there is none */
export function lineOf({ lines, exitCode }: Pick<WorkerRun, 'lines' | 'exitCode'>, message: string): LogLine {
  const line = lines.findLast((each) => each['message'] === message);
  if (line !== undefined) return line;
  const said = lines.map((each) => JSON.stringify(each)).join('\n');
  throw new Error(`the worker ended with ${exitCode} and never said "${message}":\n${said}`);
}

/**
 * Documents that the run put.
 * @throws Error when the run was not complete or put fewer than it had to: its figures would be of another run
 */
export function requireDocuments(run: WorkerRun, least: number): number {
  const line = lineOf(run, 'run finished');
  const put = Number(line['documentsPut']);
  if (run.exitCode === 0 && line['outcome'] === 'complete' && put >= least) return put;
  const said = run.lines.map((each) => JSON.stringify(each)).join('\n');
  throw new Error(`the run put ${put} of at least ${least} documents and ended with ${run.exitCode}:\n${said}`);
}

/** Milliseconds that the sync itself took, by the worker's own clock. */
export function syncMs(run: WorkerRun): number {
  return timeOf(lineOf(run, 'run finished')) - timeOf(lineOf(run, 'run started'));
}

/** Samples of one thread while the sync went on. */
export function samplesWhileSyncing(run: WorkerRun, thread: Sample['thread']): readonly Sample[] {
  const from = timeOf(lineOf(run, 'run started'));
  const to = timeOf(lineOf(run, 'run finished'));
  return run.samples.filter((sample) => sample.thread === thread && sample.at > from && sample.at <= to);
}

/** CPU of the whole process during the sync, in milliseconds: without what its start took. */
export function syncCpuMs(run: WorkerRun): number {
  const samples = samplesWhileSyncing(run, 'main');
  return (samples.at(-1)?.cpuMs ?? 0) - (samples[0]?.cpuMs ?? 0);
}

/** The longest time that a thread's event loop stood still during the sync, in milliseconds. */
export function longestDelayMs(run: WorkerRun, thread: Sample['thread']): number {
  // What the first sample tells of began before the sync did.
  return Math.max(
    0,
    ...samplesWhileSyncing(run, thread)
      .slice(1)
      .map((sample) => sample.longestDelayMs),
  );
}

export function timeOf(line: LogLine): number {
  return Date.parse(String(line['timestamp']));
}

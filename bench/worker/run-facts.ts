import type { LogLine, Sample, WorkerRun } from './worker-run.ts';

const finished = 'run finished';

type Said = Pick<WorkerRun, 'lines' | 'exitCode'>;

/** The last line of the log with this message. @throws Error when there is none */
export function lineOf(run: Said, message: string): LogLine {
  return found(run, message, (isSaid) => run.lines.findLast(isSaid));
}

function firstLineOf(run: Said, message: string): LogLine {
  return found(run, message, (isSaid) => run.lines.find(isSaid));
}

function found(
  { lines, exitCode }: Said,
  message: string,
  find: (isSaid: (line: LogLine) => boolean) => LogLine | undefined,
): LogLine {
  const line = find((each) => each['message'] === message);
  if (line !== undefined) return line;
  const said = lines.map((each) => JSON.stringify(each)).join('\n');
  throw new Error(`the worker ended with ${exitCode} and never said "${message}":\n${said}`);
}

/**
 * Documents that the process put, in one run or several.
 * @throws Error when its last run was not complete or it put fewer than it had to: its figures would be of something else
 */
export function requireDocuments(run: WorkerRun, least: number): number {
  const ends = run.lines.filter((line) => line['message'] === finished);
  const put = ends.reduce((sum, line) => sum + Number(line['documentsPut']), 0);
  if (run.exitCode === 0 && lineOf(run, finished)['outcome'] === 'complete' && put >= least) return put;
  const said = run.lines.map((each) => JSON.stringify(each)).join('\n');
  throw new Error(`the run put ${put} of at least ${least} documents and ended with ${run.exitCode}:\n${said}`);
}

/** Whether the line tells of a run's end after which nothing is left to do, or of one that brought nothing on. */
export function endsTheReading(line: LogLine): boolean {
  return line['message'] === finished && (line['outcome'] === 'complete' || line['documentsPut'] === 0);
}

/** Milliseconds that the sync itself took, by the worker's own clock. */
export function syncMs(run: WorkerRun): number {
  return timeOf(lineOf(run, finished)) - timeOf(lineOf(run, 'run started'));
}

/** Samples of one thread from the start of the first run to the end of the last one. */
export function samplesWhileSyncing(run: WorkerRun, thread: Sample['thread']): readonly Sample[] {
  const from = timeOf(firstLineOf(run, 'run started'));
  const to = timeOf(lineOf(run, finished));
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

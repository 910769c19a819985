import { type QBusinessStandIn, startQBusiness } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { forceStop } from '../../src/cli/force-stop-command.ts';
import type { ForceStopRequest } from '../../src/cli/options.ts';
import { createMemorySyncJobStore } from '../../src/memory/index.ts';
import { createJobControl, createQBusinessIndex, type JobControl } from '../../src/qbusiness/index.ts';
import type { IndexSession, SyncJobStore } from '../../src/sync/ports/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { testDocument } from '../support/test-documents.ts';

const target = { applicationId: 'a'.repeat(36), indexId: 'b'.repeat(36), dataSourceId: 'c'.repeat(36) };
const never = new AbortController().signal;

let service: QBusinessStandIn;
let clock: ManualClock;
let jobs: SyncJobStore;
let control: JobControl;

beforeEach(async () => {
  service = await startQBusiness({ ids: target });
  useAwsEndpoint('QBUSINESS', service.url);
  clock = createManualClock();
  jobs = createMemorySyncJobStore();
  control = createJobControl({ target, jobs, clock, emit: () => {} });
});

afterEach(async () => {
  jest.restoreAllMocks();
  control.close();
  await service.close();
});

/** A worker that used the job, of which nothing is left but what is on record. */
async function leaveStuckJob(): Promise<void> {
  const { executionId } = service.jobs.start();
  await jobs.replaceJob(undefined, { version: 1, state: 'running', executionId, changedBy: 'w0', changedAt: 0 });
  await jobs.putParticipant({ id: 'w0', beat: 7, seenAt: clock.now() - 1_000 });
}

const statuses = () => service.jobs.all().map(service.jobs.statusOf);

interface Run extends Partial<ForceStopRequest> {
  /** What a person answers; nobody is there without it. */
  readonly answer?: string;
}

async function run({ answer, ...request }: Run = {}): Promise<{ exitCode: number; text: string; questions: string[] }> {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  const error = jest.spyOn(console, 'error').mockImplementation(() => {});
  const questions: string[] = [];
  const terminal = {
    isInteractive: answer !== undefined,
    ask: async (question: string) => {
      questions.push(question);
      return answer ?? '';
    },
  };
  const exitCode = await forceStop(control, { dryRun: false, yes: false, evenIfUsed: false, ...request }, terminal);
  return { exitCode, text: [...log.mock.calls, ...error.mock.calls].join('\n'), questions };
}

describe('force-stop', () => {
  it('shows the job on record, who takes part and the job of the service, and stops nothing with --dry-run', async () => {
    await leaveStuckJob();
    const { exitCode, text } = await run({ dryRun: true, yes: true, evenIfUsed: true });
    const [job] = service.jobs.all();
    expect(exitCode).toBe(0);
    expect(text).toContain(`on record: running ${job?.executionId}, changed 1970-01-01T00:00:00.000Z by w0`);
    expect(text).toContain('w0, last seen 2025-12-31T23:59:59.000Z');
    expect(text).toContain(`of the service: SYNCING ${job?.executionId}`);
    expect(statuses()).toEqual(['SYNCING']);
    expect(await jobs.readJob()).toBeDefined();
  });

  it('stops the job of dead workers and clears the record, once it is told so', async () => {
    await leaveStuckJob();
    expect(await run({ answer: 'y' })).toMatchObject({ exitCode: 0, questions: ['Stop it? [y/N] '] });
    expect(statuses()).toEqual(['SUCCEEDED']);
    expect(await jobs.readJob()).toBeUndefined();
  });

  it('leaves it alone on any other answer', async () => {
    await leaveStuckJob();
    expect(await run({ answer: '' })).toMatchObject({ exitCode: 1 });
    expect(statuses()).toEqual(['SYNCING']);
  });

  it('needs --yes where nobody can be asked', async () => {
    await leaveStuckJob();
    expect(await run()).toMatchObject({ exitCode: 2, text: expect.stringContaining('--yes') });
    expect(statuses()).toEqual(['SYNCING']);
    expect(await run({ yes: true })).toMatchObject({ exitCode: 0, questions: [] });
    expect(statuses()).toEqual(['SUCCEEDED']);
  });

  it('stops a job of the service that nobody has on record', async () => {
    service.jobs.start();
    expect(await run({ yes: true })).toMatchObject({ exitCode: 0 });
    expect(statuses()).toEqual(['SUCCEEDED']);
    expect(await jobs.readJob()).toBeUndefined();
  });

  it('clears the record of a job that has ended', async () => {
    await leaveStuckJob();
    service.jobs.break('FAILED');
    expect(await run({ yes: true })).toMatchObject({ exitCode: 0 });
    expect(await jobs.readJob()).toBeUndefined();
    expect(service.calls.counts()['StopDataSourceSyncJob']).toBeUndefined();
  });

  it('has nothing to do when there is no job', async () => {
    expect(await run()).toMatchObject({ exitCode: 0, text: expect.stringContaining('nothing to stop') });
  });

  it('leaves a job alone that changed while it looked', async () => {
    await leaveStuckJob();
    const seen = await control.look(never);
    await jobs.replaceJob(1, { version: 2, state: 'stopping', changedBy: 'w0', changedAt: 1 });
    expect(await control.stop(seen, never)).toBe(false);
    expect(statuses()).toEqual(['SYNCING']);
    expect(await jobs.readJob()).toMatchObject({ version: 2 });
  });

  it('never stops another job of the service than the one it saw', async () => {
    await leaveStuckJob();
    const seen = await control.look(never);
    service.jobs.break('ABORTED');
    service.jobs.start();
    expect(await control.stop(seen, never)).toBe(true);
    expect(statuses()).toEqual(['SYNCING', 'ABORTED']);
  });
});

describe('force-stop while a worker is at work', () => {
  let session: IndexSession;
  const put = (name: string) => session.put([testDocument(name)], never);

  const open = (participantId: string) =>
    createQBusinessIndex({
      target,
      documentBatchSize: 10,
      participantId,
      jobs,
      wantedFields: [],
      clock,
      emit: () => {},
    }).open(never);

  beforeEach(async () => {
    session = await open('w1');
    await put('a');
  });

  afterEach(() => session.end());

  it('refuses, names the worker and says how to go on', async () => {
    const { exitCode, text } = await run({ yes: true });
    expect(exitCode).toBe(1);
    expect(text).toMatch(/in use by w1.*--even-if-used/s);
    expect(statuses()).toEqual(['SYNCING']);
  });

  it('costs it a resend and no document when it is told to', async () => {
    expect(await run({ yes: true, evenIfUsed: true })).toMatchObject({ exitCode: 0 });
    expect(await put('b')).toEqual([{ id: 'b', accepted: true }]);
    expect([...service.documents.all()].map(({ id }) => id)).toEqual(['a', 'b']);
    await session.end();
    expect(statuses()).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });

  it.each<[string, keyof SyncJobStore | undefined]>([
    ['before it stops the service', undefined],
    ['before it clears the record', 'removeJob'],
  ])('holds nobody up for more than a minute when it is killed %s', async (_, lastStep) => {
    if (lastStep === undefined) {
      const effect = { kind: 'error', status: 403, type: 'AccessDeniedException' } as const;
      service.faults.add({ operation: 'ListDataSourceSyncJobs', skip: 1, times: 1, effect });
    }
    const kill = () => Promise.reject(new Error('killed'));
    const dying = lastStep === undefined ? jobs : { ...jobs, [lastStep]: kill };
    const killed = createJobControl({ target, jobs: dying, clock, emit: () => {} });
    await expect(killed.look(never).then((seen) => killed.stop(seen, never))).rejects.toThrow();
    killed.close();
    expect(await jobs.readJob()).toMatchObject({ state: 'stopping', changedBy: 'force-stop' });
    const begun = clock.monotonic();
    expect(await put('b')).toEqual([{ id: 'b', accepted: true }]);
    const newcomer = await open('w2');
    expect(await newcomer.put([testDocument('c')], never)).toEqual([{ id: 'c', accepted: true }]);
    expect(clock.monotonic() - begun).toBeLessThanOrEqual(60_000);
    await session.end();
    await newcomer.end();
    expect(statuses()).not.toContain('SYNCING');
  });
});

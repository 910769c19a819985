import { StartDataSourceSyncJobCommand, StopDataSourceSyncJobCommand } from '@aws-sdk/client-qbusiness';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMemorySyncJobStore } from '../../src/memory/index.ts';
import type { QBusinessApi } from '../../src/qbusiness/client.ts';
import { sharedJob } from '../../src/qbusiness/shared-job.ts';
import { adaptiveLimit } from '../../src/runtime/adaptive-limit.ts';
import type { SyncJobStore } from '../../src/sync/ports/index.ts';
import { createManualClock } from '../support/manual-clock.ts';

const never = new AbortController().signal;
const target = { applicationId: 'a', indexId: 'i', dataSourceId: 'd' };

/** The service's side of sync jobs, without a wire: what is under test is the agreement between workers. */
function jobService() {
  const users = new Map<string, Set<string>>();
  let running: string | undefined;
  let started = 0;
  const violations: string[] = [];
  const conflict = () => Object.assign(new Error('already'), { name: 'ConflictException' });
  return {
    users,
    violations,
    get started() {
      return started;
    },
    get running() {
      return running;
    },
    call: async (command: object): Promise<unknown> => {
      switch (command.constructor.name) {
        case 'StartDataSourceSyncJobCommand':
          if (running !== undefined) throw conflict();
          started += 1;
          running = `job-${started}`;
          return { executionId: running };
        case 'StopDataSourceSyncJobCommand':
          if (running !== undefined && (users.get(running)?.size ?? 0) > 0) {
            violations.push(`${running} was stopped under ${[...(users.get(running) ?? [])].join()}`);
          }
          running = undefined;
          return {};
        default:
          return { history: running === undefined ? [] : [{ executionId: running, status: 'SYNCING' }] };
      }
    },
  };
}

/** Lets other workers act before each step that crosses a wire. */
type Step = <T>(work: () => Promise<T>) => Promise<T>;

function worker(
  name: string,
  service: ReturnType<typeof jobService>,
  { jobs, step }: { jobs: SyncJobStore; step: Step },
) {
  const clock = createManualClock();
  const stepped = Object.fromEntries(
    Object.entries(jobs).map(([method, run]) => [
      method,
      (...args: unknown[]) => step(() => (run as (...all: unknown[]) => Promise<unknown>)(...args)),
    ]),
  ) as unknown as SyncJobStore;
  const api: QBusinessApi = {
    target,
    clock: { ...clock, sleep: () => step(async () => {}), every: () => () => {} },
    emit: () => {},
    close: () => {},
    writes: adaptiveLimit(1),
    send: (async (command: object) => {
      try {
        return await step(() => service.call(command));
      } catch (thrown) {
        const { ConnectorError } = await import('../../src/errors.ts');
        throw new ConnectorError({
          code: `qbusiness.${(thrown as Error).name}`,
          kind: 'permanent',
          message: String(thrown),
        });
      }
    }) as QBusinessApi['send'],
  };
  return { name, job: sharedJob({ api, jobs: stepped, participantId: name }) };
}

describe('Rule 7: workers that share a sync job', () => {
  it('never run two jobs and never stop one under a worker that uses it, in any order of steps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const service = jobService();
        const jobs = createMemorySyncJobStore();
        const step: Step = (work) => scheduler.schedule(Promise.resolve(), 'step').then(work);
        const run = async (name: string): Promise<void> => {
          const { job } = worker(name, service, { jobs, step });
          const id = await job.executionId(never);
          const using = service.users.get(id) ?? new Set();
          service.users.set(id, using.add(name));
          await step(async () => {});
          if (service.running !== id) service.violations.push(`${name} uses ${id} but ${service.running} runs`);
          using.delete(name);
          await job.leave();
        };
        const all = Promise.all(['w0', 'w1', 'w2'].map(run));
        await scheduler.waitFor(all);
        expect(service.violations).toEqual([]);
        expect(service.running).toBeUndefined();
        expect(await jobs.readJob()).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  const direct: Step = (work) => work();

  it('hand the job to the next when one is killed while it starts', async () => {
    const service = jobService();
    const jobs = createMemorySyncJobStore();
    await jobs.replaceJob(undefined, { version: 1, state: 'starting', changedBy: 'w0', changedAt: 0 });
    const { job } = worker('w0', service, { jobs, step: direct });
    expect(await job.executionId(never)).toBe('job-1');
    await job.leave();
    expect(service.running).toBeUndefined();
  });

  it('go on under the job that a killed worker left running, and the last one stops it', async () => {
    const service = jobService();
    const jobs = createMemorySyncJobStore();
    const killed = worker('w0', service, { jobs, step: direct });
    await killed.job.executionId(never);
    const restarted = worker('w0', service, { jobs, step: direct });
    expect(await restarted.job.executionId(never)).toBe('job-1');
    await restarted.job.leave();
    expect(service.running).toBeUndefined();
    expect(service.started).toBe(1);
  });

  it.each([
    ['starting', undefined],
    ['stopping', 'job-1'],
  ] as const)(
    'clear up after a process that was killed while %s, though they have nothing to put',
    async (state, id) => {
      const service = jobService();
      const jobs = createMemorySyncJobStore();
      await service.call(new StartDataSourceSyncJobCommand(target));
      const record = {
        version: 4,
        state,
        changedBy: 'w0',
        changedAt: 0,
        ...(id === undefined ? {} : { executionId: id }),
      };
      await jobs.replaceJob(undefined, record);
      await worker('w1', service, { jobs, step: direct }).job.leave();
      expect(service.running).toBe('job-1');
      await worker('w0', service, { jobs, step: direct }).job.leave();
      expect(service.running).toBeUndefined();
      expect(await jobs.readJob()).toBeUndefined();
    },
  );

  it('stop a job whose record was lost while they used it, unless somebody else is there', async () => {
    const service = jobService();
    const jobs = createMemorySyncJobStore();
    const [one, other] = ['w0', 'w1'].map((name) => worker(name, service, { jobs, step: direct }).job);
    await one?.executionId(never);
    await other?.executionId(never);
    await jobs.removeJob((await jobs.readJob())?.version ?? 0);
    await one?.leave();
    expect(service.running).toBe('job-1');
    await other?.leave();
    expect(service.running).toBeUndefined();
    expect(await jobs.readJob()).toBeUndefined();
  });

  it('do not leave the job to a container that has been gone for hours', async () => {
    const service = jobService();
    const jobs = createMemorySyncJobStore();
    const { job } = worker('w0', service, { jobs, step: direct });
    await jobs.putParticipant({ id: 'w2', beat: 7, seenAt: Date.UTC(2025, 11, 31) });
    await job.executionId(never);
    await job.leave();
    expect(service.running).toBeUndefined();
    expect(await jobs.readJob()).toBeUndefined();
  });

  it('leave the job to a worker that was there a moment ago', async () => {
    const service = jobService();
    const jobs = createMemorySyncJobStore();
    const { job } = worker('w0', service, { jobs, step: direct });
    await jobs.putParticipant({ id: 'w2', beat: 7, seenAt: Date.UTC(2026, 0, 1) - 60_000 });
    await job.executionId(never);
    await job.leave();
    expect(service.running).toBe('job-1');
  });

  it('renew a dead job again when renewing it failed before', async () => {
    const service = jobService();
    const jobs = createMemorySyncJobStore();
    let isDown = false;
    const readJob = async () => {
      if (isDown) throw new Error('the table is down');
      return jobs.readJob();
    };
    const { job } = worker('w0', service, { jobs: { ...jobs, readJob }, step: direct });
    const dead = await job.executionId(never);
    await service.call(new StopDataSourceSyncJobCommand(target));
    isDown = true;
    await expect(job.replace(dead, never)).rejects.toThrow('down');
    isDown = false;
    expect(await job.executionId(never)).toBe(dead);
    expect(await job.replace(dead, never)).toBe('job-2');
    expect(job.used()).toEqual([dead, 'job-2']);
  });

  it('do nothing on leaving without having joined', async () => {
    const service = jobService();
    const jobs = createMemorySyncJobStore();
    await worker('w0', service, { jobs, step: direct }).job.leave();
    expect(await jobs.listParticipants()).toEqual([]);
  });
});

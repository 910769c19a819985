import { describe, expect, it } from '@jest/globals';
import { ConnectorError, toFailure } from '../../src/errors.ts';
import { createMemorySyncJobStore } from '../../src/memory/index.ts';
import type { QBusinessApi } from '../../src/qbusiness/client.ts';
import { type SharedJob, sharedJob } from '../../src/qbusiness/shared-job.ts';
import { underLiveJob } from '../../src/qbusiness/under-live-job.ts';
import { adaptiveLimit } from '../../src/runtime/adaptive-limit.ts';
import type { SyncJobRecord, SyncJobStore } from '../../src/sync/ports/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { specTable } from '../support/spec-page.ts';
import { cellsOf, type TransitionTable, tableText } from '../support/transition-table.ts';

/** The job on record and at the service, as one worker finds them; `other` is another worker. */
type State =
  | 'none'
  | 'unrecorded'
  | 'starting by a living other'
  | 'starting by a dead other'
  | 'running'
  | 'ended'
  | 'stopping by a living other'
  | 'stopping by a dead other';

type Happening =
  | 'the worker needs it'
  | 'a whole request comes back'
  | 'the worker leaves last'
  | 'the worker leaves others behind'
  | 'the worker leaves dead ones behind'
  | 'the worker is killed and comes back'
  | 'the worker is killed and has nothing to put then';

/** What is on record and at the service afterwards, and what was called on the way. */
interface Expected {
  readonly record: SyncJobRecord['state'] | 'nothing';
  readonly service: 'job-1' | 'job-2' | 'nothing';
  readonly starts: number;
  readonly stops: number;
  /** The worker gave up after its patience: the run fails as one that may pass. */
  readonly stuck?: boolean;
}

const runs = (service: Expected['service'], starts: number): Expected => ({
  record: 'running',
  service,
  starts,
  stops: 0,
});
const gone = (stops: number): Expected => ({ record: 'nothing', service: 'nothing', starts: 0, stops });
const stuck = (record: Expected['record']): Expected => ({ ...untouched(record), stuck: true });
const untouched = (record: Expected['record'], service: Expected['service'] = 'job-1'): Expected => ({
  record,
  service,
  starts: 0,
  stops: 0,
});

const table: TransitionTable<State, Happening, Expected> = {
  none: {
    'the worker needs it': runs('job-1', 1),
    'a whole request comes back': runs('job-1', 1),
    'the worker leaves last': untouched('nothing', 'nothing'),
    'the worker leaves others behind': untouched('nothing', 'nothing'),
    'the worker leaves dead ones behind': untouched('nothing', 'nothing'),
    'the worker is killed and comes back': runs('job-1', 1),
    'the worker is killed and has nothing to put then': untouched('nothing', 'nothing'),
  },
  unrecorded: {
    'the worker needs it': runs('job-1', 0),
    'a whole request comes back': runs('job-1', 0),
    'the worker leaves last': untouched('nothing'),
    'the worker leaves others behind': untouched('nothing'),
    'the worker leaves dead ones behind': untouched('nothing'),
    'the worker is killed and comes back': runs('job-1', 0),
    'the worker is killed and has nothing to put then': untouched('nothing'),
  },
  'starting by a living other': {
    'the worker needs it': stuck('starting'),
    'a whole request comes back': stuck('starting'),
    'the worker leaves last': untouched('starting'),
    'the worker leaves others behind': untouched('starting'),
    'the worker leaves dead ones behind': untouched('starting'),
    'the worker is killed and comes back': stuck('starting'),
    'the worker is killed and has nothing to put then': untouched('starting'),
  },
  'starting by a dead other': {
    'the worker needs it': runs('job-1', 0),
    'a whole request comes back': runs('job-1', 0),
    'the worker leaves last': untouched('starting'),
    'the worker leaves others behind': untouched('starting'),
    'the worker leaves dead ones behind': untouched('starting'),
    'the worker is killed and comes back': runs('job-1', 0),
    'the worker is killed and has nothing to put then': untouched('starting'),
  },
  running: {
    'the worker needs it': runs('job-1', 0),
    'a whole request comes back': runs('job-1', 0),
    'the worker leaves last': gone(1),
    'the worker leaves others behind': untouched('running'),
    'the worker leaves dead ones behind': gone(1),
    'the worker is killed and comes back': runs('job-1', 0),
    'the worker is killed and has nothing to put then': gone(1),
  },
  ended: {
    'the worker needs it': untouched('running', 'nothing'),
    'a whole request comes back': runs('job-2', 1),
    'the worker leaves last': gone(0),
    'the worker leaves others behind': untouched('running', 'nothing'),
    'the worker leaves dead ones behind': gone(0),
    'the worker is killed and comes back': untouched('running', 'nothing'),
    'the worker is killed and has nothing to put then': gone(0),
  },
  'stopping by a living other': {
    'the worker needs it': stuck('stopping'),
    'a whole request comes back': stuck('stopping'),
    'the worker leaves last': untouched('stopping'),
    'the worker leaves others behind': untouched('stopping'),
    'the worker leaves dead ones behind': untouched('stopping'),
    'the worker is killed and comes back': stuck('stopping'),
    'the worker is killed and has nothing to put then': untouched('stopping'),
  },
  'stopping by a dead other': {
    'the worker needs it': runs('job-1', 0),
    'a whole request comes back': runs('job-1', 0),
    'the worker leaves last': untouched('stopping'),
    'the worker leaves others behind': untouched('stopping'),
    'the worker leaves dead ones behind': untouched('stopping'),
    'the worker is killed and comes back': runs('job-1', 0),
    'the worker is killed and has nothing to put then': untouched('stopping'),
  },
};

const never = new AbortController().signal;

/** The service's side of sync jobs: one at a time, and Stop takes no id. */
function jobService() {
  let serial = 0;
  const service = { running: undefined as string | undefined, starts: 0, stops: 0 };
  const begin = () => {
    serial += 1;
    service.running = `job-${serial}`;
    return service.running;
  };
  const start = () => {
    if (service.running !== undefined) {
      throw new ConnectorError({ code: 'qbusiness.ConflictException', kind: 'transient', message: 'one runs' });
    }
    service.starts += 1;
    return { executionId: begin() };
  };
  const stop = () => {
    service.stops += 1;
    service.running = undefined;
    return {};
  };
  const answers: Readonly<Record<string, () => unknown>> = {
    StartDataSourceSyncJobCommand: start,
    StopDataSourceSyncJobCommand: stop,
    ListDataSourceSyncJobsCommand: () => ({
      history: service.running === undefined ? [] : [{ executionId: service.running, status: 'SYNCING' }],
    }),
  };
  return Object.assign(service, { begin, call: (command: object) => answers[command.constructor.name]?.() });
}

interface Scene {
  readonly clock: ManualClock;
  readonly jobs: SyncJobStore;
  readonly service: ReturnType<typeof jobService>;
  /** A new process of the same container. */
  readonly process: () => SharedJob;
}

function scene(): Scene {
  const clock = createManualClock();
  const service = jobService();
  const jobs = createMemorySyncJobStore();
  const api: QBusinessApi = {
    target: { applicationId: 'a', indexId: 'i', dataSourceId: 'd' },
    clock,
    emit: () => {},
    close: () => {},
    writes: adaptiveLimit(1),
    send: (async (command: object) => service.call(command)) as QBusinessApi['send'],
  };
  return { clock, jobs, service, process: () => sharedJob({ api, jobs, participantId: 'w0' }) };
}

/** Another worker that beats for ever, or one that is gone for good. */
async function addOther({ jobs, clock }: Scene, alive: boolean): Promise<void> {
  let beat = 0;
  const put = () => jobs.putParticipant({ id: 'w1', beat, seenAt: clock.now() });
  if (alive) {
    clock.every(15_000, () => {
      beat += 1;
      void put();
    });
  }
  await put();
}

/** Puts a record there, as another worker would have. */
async function record({ jobs }: Scene, state: SyncJobRecord['state'], executionId?: string): Promise<void> {
  const before = await jobs.readJob();
  const next = { version: (before?.version ?? 0) + 1, state, changedBy: 'w1', changedAt: 0 };
  await jobs.replaceJob(before?.version, { ...next, ...(executionId === undefined ? {} : { executionId }) });
}

async function changing(the: Scene, state: 'starting' | 'stopping', alive: boolean): Promise<void> {
  await record(the, state, the.service.begin());
  await addOther(the, alive);
}

/** How the job comes into each state. */
const enter: Readonly<Record<State, (scene: Scene) => Promise<void>>> = {
  none: async () => {},
  unrecorded: async ({ service }) => void service.begin(),
  'starting by a living other': (the) => changing(the, 'starting', true),
  'starting by a dead other': (the) => changing(the, 'starting', false),
  running: (the) => record(the, 'running', the.service.begin()),
  ended: async (the) => {
    await record(the, 'running', the.service.begin());
    the.service.running = undefined;
  },
  'stopping by a living other': (the) => changing(the, 'stopping', true),
  'stopping by a dead other': (the) => changing(the, 'stopping', false),
};

/** Sends one request of two documents; the service takes what comes under the job that runs. */
async function send({ service }: Scene, job: SharedJob): Promise<void> {
  const failure = { code: 'InvalidRequest', kind: 'permanent', message: 'no such job' } as const;
  const refused = new Map(['a', 'b'].map((id) => [id, failure] as const));
  const failures = await underLiveJob(job, never, {
    sent: 2,
    send: async (executionId) => (executionId === service.running ? new Map() : refused),
  });
  expect(failures.size).toBe(0);
}

/** A worker that had joined before the job came into the state, and leaves it now. */
async function leave(the: Scene, state: State, others: 'none' | 'alive' | 'dead'): Promise<void> {
  const job = the.process();
  await record(the, 'running', 'an older one');
  await job.executionId(never);
  const old = await the.jobs.readJob();
  if (old !== undefined) await the.jobs.removeJob(old.version);
  await enter[state](the);
  if (others !== 'none') await addOther(the, others === 'alive');
  if (others === 'dead') {
    // As long as it takes to be sure; the worker saw it beat for the last time before that.
    await job.executionId(never);
    await the.clock.sleep(120_000);
  }
  await job.leave();
}

/** What each happening is. */
const happen: Readonly<Record<Happening, (scene: Scene, state: State) => Promise<void>>> = {
  'the worker needs it': async (the, state) => {
    await enter[state](the);
    await the.process().executionId(never);
  },
  'a whole request comes back': async (the, state) => {
    await enter[state](the);
    await send(the, the.process());
  },
  'the worker leaves last': (the, state) => leave(the, state, 'none'),
  'the worker leaves others behind': (the, state) => leave(the, state, 'alive'),
  'the worker leaves dead ones behind': (the, state) => leave(the, state, 'dead'),
  'the worker is killed and comes back': async (the, state) => {
    await the.jobs.putParticipant({ id: 'w0', beat: 3, seenAt: the.clock.now() });
    await enter[state](the);
    await the.process().executionId(never);
  },
  'the worker is killed and has nothing to put then': async (the, state) => {
    await the.jobs.putParticipant({ id: 'w0', beat: 3, seenAt: the.clock.now() });
    await enter[state](the);
    await the.process().leave();
    expect((await the.jobs.listParticipants()).map(({ id }) => id)).not.toContain('w0');
  },
};

describe('Rule 7: the sync job', () => {
  it.each(cellsOf(table))('that is %s, when %s', async (state, happening, expected) => {
    const the = scene();
    const code = await happen[happening](the, state).then(
      () => undefined,
      (thrown: unknown) => toFailure(thrown).code,
    );
    const job = await the.jobs.readJob();
    expect({
      record: job?.state ?? 'nothing',
      service: the.service.running ?? 'nothing',
      starts: the.service.starts,
      stops: the.service.stops,
    }).toEqual({
      record: expected.record,
      service: expected.service,
      starts: expected.starts,
      stops: expected.stops,
    });
    expect(code).toBe(expected.stuck === true ? 'qbusiness.sync-job-stuck' : undefined);
  });

  it('is specified as it is tested', () => {
    const text = ({ record: on, service, starts, stops, stuck: isStuck }: Expected) => {
      const calls = [
        ...(starts > 0 ? ['Start'] : []),
        ...(stops > 0 ? ['Stop'] : []),
        ...(isStuck ? ['gives up'] : []),
      ];
      return [`${on} / ${service}`, ...calls].join(', ');
    };
    expect(specTable('Sync job')).toBe(tableText(table, text));
  });
});

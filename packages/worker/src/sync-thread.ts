import { setMaxListeners } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { Settings } from '@connector/shared';
import { openAdapters, runSettings, workerName } from './composition.ts';
import { toFailure } from './errors.ts';
import { forgetAccessGroups, tellAccessGroups } from './run-groups.ts';
import { listMailboxes } from './run-mailboxes.ts';
import { eventBatches } from './runtime/event-batches.ts';
import { watchEventLoop } from './runtime/event-loop-delay.ts';
import { systemClock as clock } from './runtime/system-clock.ts';
import { heartbeatMs, type ThreadCommand, type ThreadData, type ThreadReport } from './runtime/thread-messages.ts';
import { abandonRun, type EventSink, type RunSummary, runSync, type SyncMode } from './sync/index.ts';

/** The sync thread: builds the adapters for its run and runs the engine. */
const port = parentPort;
if (port === null) throw new Error('this file runs in a worker thread; start main.mjs');
const batches = eventBatches(clock, (events) => port.postMessage({ type: 'events', events } satisfies ThreadReport));
const emit: EventSink = batches.add;
/** Never before what happened first. */
const report = (message: ThreadReport): void => {
  batches.flush();
  port.postMessage(message);
};

const { processId } = workerData as ThreadData;

const drain = new AbortController();
const abort = new AbortController();
// Every mailbox that is read listens, which Node takes for a leak from the eleventh on.
setMaxListeners(0, drain.signal, abort.signal);

port.on('message', (command: ThreadCommand) => {
  if (command.type === 'drain') drain.abort();
  else if (command.type === 'abort') abort.abort();
  else {
    run(command.settings, command.mode).then(
      (summary) => report({ type: 'finished', summary }),
      (thrown: unknown) => report({ type: 'failed', failure: toFailure(thrown) }),
    );
  }
});
const loop = watchEventLoop(clock);
const beat = (): void => report({ type: 'heartbeat', loopDelayMs: loop.take() });
beat();
clock.every(heartbeatMs, beat);

async function run(settings: Settings, mode: SyncMode): Promise<RunSummary> {
  const adapters = openAdapters(settings, { clock, emit });
  const owner = `${workerName(settings)}/${processId}`;
  const signal = AbortSignal.any([drain.signal, abort.signal]);
  try {
    const { state } = adapters;
    const listed = await listMailboxes(settings, { state, roster: state.roster, owner, clock, emit, signal });
    if (!listed.ok) return abandonRun({ mode, emit }, listed.failure);
    const { all, isUnwanted } = listed;
    const groups = { state, clock, emit, signal };
    await tellAccessGroups(settings, groups);
    const summary = await runSync({
      ...adapters,
      ...runSettings(settings, all),
      isUnwanted,
      clock,
      emit,
      mode,
      owner,
      drain: drain.signal,
      abort: abort.signal,
    });
    await forgetAccessGroups(settings, groups, summary);
    return summary;
  } finally {
    await adapters.close();
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '@connector/shared';
import { openAdapters, runSettings } from '../composition.ts';
import { toFailure } from '../errors.ts';
import { createMemoryStateStore, createOverlayRosterStore, createOverlayStateStore } from '../memory/index.ts';
import { packDocuments } from '../qbusiness/index.ts';
import { listMailboxes } from '../run-mailboxes.ts';
import { systemClock as clock } from '../runtime/system-clock.ts';
import { abandonRun, type RunSummary, runSync } from '../sync/index.ts';
import type { IndexDocument, StateStore } from '../sync/ports/index.ts';
import { exitCodes, type PlanRequest } from './options.ts';
import { planRecorder, planText } from './plan-report.ts';
import { planningIndex } from './planning-index.ts';

const never = new AbortController().signal;

/**
 * Walks and compares as a run would, and puts, deletes and remembers nothing. Returns the exit code: 0 when the plan is whole.
 */
export async function planCommand(settings: Settings, request: PlanRequest): Promise<number> {
  const recorder = planRecorder();
  const adapters = openAdapters(settings, { clock, emit: recorder.event });
  let previews = 0;
  const preview = async (documents: readonly IndexDocument[]): Promise<void> => {
    const taken = documents.slice(0, Math.max(0, request.preview - previews));
    const first = previews + 1;
    // At once: other mailboxes come with theirs while files are written.
    previews += taken.length;
    for (const [position, document] of taken.entries()) await writePreview(request.into, first + position, document);
  };
  const put = async (documents: readonly IndexDocument[]): Promise<void> => {
    for (const packed of packDocuments(documents, settings.documentBatchSize)) {
      recorder.put({
        documents: packed.length,
        bytes: packed.reduce((sum, { content }) => sum + content.byteLength, 0),
      });
    }
    await preview(documents);
  };
  const show = (summary: RunSummary): number => {
    const plan = recorder.plan(summary, request);
    console.log(request.json ? JSON.stringify(plan) : planText(plan));
    return summary.outcome === 'complete' ? exitCodes.complete : exitCodes.incomplete;
  };
  try {
    const base = await stateToPlanFrom(adapters.state);
    const roster = createOverlayRosterStore(async () =>
      base === adapters.state ? adapters.state.roster.readRoster() : undefined,
    );
    const seams = { clock, emit: recorder.event };
    const state = createOverlayStateStore(base);
    const mode = request.mode ?? settings.syncMode;
    const listed = await listMailboxes(settings, { state, roster, owner: 'plan', signal: never, ...seams });
    if (!listed.ok) return show(abandonRun({ mode, emit: recorder.event }, listed.failure));
    const summary = await runSync({
      ...runSettings(settings, listed.all),
      isUnwanted: listed.isUnwanted,
      source: adapters.source,
      index: planningIndex(adapters.index, { put }),
      state,
      ...seams,
      mode,
      owner: 'plan',
      drain: never,
      abort: never,
    });
    return show(summary);
  } finally {
    await adapters.close();
  }
}

/** Before the first run there is no table, and a plan makes none. */
async function stateToPlanFrom(state: StateStore): Promise<StateStore> {
  try {
    for await (const _page of state.scanStores()) break;
    return state;
  } catch (thrown) {
    if (toFailure(thrown).code !== 'dynamodb.ResourceNotFoundException') throw thrown;
    return createMemoryStateStore();
  }
}

/** The content as it would be sent, and the rest of the document beside it. */
async function writePreview(folder: string, number: number, document: IndexDocument): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { content, ...rest } = document;
  const name = join(folder, String(number).padStart(4, '0'));
  await writeFile(`${name}.json`, `${JSON.stringify(rest, null, 2)}\n`);
  await writeFile(`${name}.${document.contentType.toLowerCase().replace('plain_text', 'txt')}`, content);
}

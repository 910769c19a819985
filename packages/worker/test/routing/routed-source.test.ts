import {
  type ChangeableWorld,
  createWorld,
  type ExchangeStandIn,
  type GraphStandIn,
  startExchange,
  startGraph,
} from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createExchangeSource } from '../../src/exchange/index.ts';
import { createGraphSource, isNotInExchangeOnline } from '../../src/graph/index.ts';
import { createMemoryStateStore, type MemoryStateStore } from '../../src/memory/index.ts';
import { createRoutedSource, createSideSource } from '../../src/routing/index.ts';
import type { RunSummary, SyncEvent } from '../../src/sync/index.ts';
import type { MailboxRef, MailSource } from '../../src/sync/ports/index.ts';
import { basicSettings } from '../exchange/canned-exchange.ts';
import { goodSignIn } from '../support/mail-adapters.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { completeIndex, type MemoryIndex } from '../support/memory-index.ts';
import { oneRun } from '../support/one-run.ts';

const [ann, ben] = ['ann@contoso.example', 'ben@contoso.example'];
const primaries: readonly MailboxRef[] = [ann, ben].map((address) => ({ address, store: 'primary' }));
const allStores: readonly MailboxRef[] = [ann, ben].flatMap((address) => [
  { address, store: 'primary' },
  { address, store: 'archive' },
]);
const basic = { username: 'svc', password: 'secret' };
let world: ChangeableWorld;
let graph: GraphStandIn;
let cloud: ExchangeStandIn;
let server: ExchangeStandIn;
let onPremises: Set<string>;
let roles: string[];
let index: MemoryIndex;
let state: MemoryStateStore;
let events: SyncEvent[];
let runs = 0;

beforeEach(async () => {
  world = await createWorld({ seed: 9 });
  world.addMailbox(ann, { generated: 20, archive: true, generatedInArchive: 10 });
  world.addMailbox(ben, { generated: 20 });
  onPremises = new Set();
  roles = ['Mail.Read'];
  const isOnPremises = (address: string) => onPremises.has(address);
  graph = await startGraph({ world, isOnPremises, readToken: async () => ({ roles }) });
  cloud = await startExchange({ world, has: (address) => !isOnPremises(address), authentication: { basic } });
  server = await startExchange({ world, has: isOnPremises, authentication: { basic } });
  state = createMemoryStateStore();
  index = completeIndex();
});

afterEach(() => Promise.all([graph, cloud, server].map((service) => service.close())));

/** A source lives for one run. */
function openSource({ hybrid = true, ewsUrl = cloud.ewsUrl } = {}): MailSource {
  const emit = (event: SyncEvent) => events.push(event);
  const seams = { clock: createManualClock(), emit, version: '1.0' };
  const side = (url: string, about: string) =>
    createSideSource({ source: createExchangeSource({ settings: basicSettings(url), ...seams }), about, emit });
  return createRoutedSource({
    main: createGraphSource({ graphUrl: graph.graphUrl, signIn: goodSignIn, ...seams }),
    archives: side(ewsUrl, 'About archives.'),
    onPremises: hybrid ? side(server.ewsUrl, 'About the server.') : undefined,
    isElsewhere: isNotInExchangeOnline,
  });
}

interface Run {
  readonly summary: RunSummary;
  readonly put: readonly string[];
  readonly deleted: readonly string[];
  /** Calls of each service. */
  readonly calls: Readonly<Record<'graph' | 'cloud' | 'server', number>>;
}

async function run(mailboxes = allStores, options: Parameters<typeof openSource>[0] = {}): Promise<Run> {
  runs += 1;
  events = [];
  const services = { graph, cloud, server };
  for (const { calls } of Object.values(services)) calls.reset();
  const [puts, deletes] = [index.puts.length, index.deletes.length];
  const source = openSource(options);
  try {
    const emit = (event: SyncEvent) => events.push(event);
    const summary = await oneRun({ source, index, state, mailboxes, emit }, runs);
    const counted = Object.entries(services).map(
      ([name, { calls }]) => [name, Object.values(calls.counts()).reduce((sum, count) => sum + count, 0)] as const,
    );
    return {
      summary,
      put: index.puts.slice(puts),
      deleted: index.deletes.slice(deletes),
      calls: Object.fromEntries(counted) as Run['calls'],
    };
  } finally {
    await source.close();
  }
}

/** What came of a store. */
function resultOf({ summary }: Run, address: string, store: MailboxRef['store']) {
  const found = summary.mailboxes.find(({ mailbox }) => mailbox.address === address && mailbox.store === store);
  return { outcome: found?.result.outcome, failure: found?.result.failures[0] };
}

const read = { outcome: 'complete', failure: undefined };

describe('archives beside Microsoft Graph', () => {
  it('are read through EWS, and nothing else is', async () => {
    const first = await run();
    expect(first.summary.outcome).toBe('complete');
    expect(resultOf(first, ann, 'archive')).toEqual(read);
    expect(resultOf(first, ben, 'archive').outcome).toBe('absent');
    const [withArchive, calls] = [first.put.length, first.calls];
    expect(calls.graph).toBeGreaterThan(0);
    expect(calls.cloud).toBeGreaterThan(0);
    const withoutArchives = await run(primaries);
    expect(withoutArchives.calls.cloud).toBe(0);
    expect(withArchive).toBeGreaterThan(40);
    expect(withoutArchives.put).toEqual([]);
  });

  it.each([
    [403, 'http.403'],
    [401, 'http.401'],
    [404, 'http.404'],
  ])('that EWS refuses with %i fail alone, and what the index has of them stays', async (status, code) => {
    await run();
    const held = index.documents.size;
    cloud.faults.add({ effect: { kind: 'http', status } });
    const refused = await run();
    expect(refused.summary).toMatchObject({ outcome: 'incomplete' });
    expect(refused.summary.configurationFailure).toBeUndefined();
    for (const address of [ann, ben]) {
      expect(resultOf(refused, address, 'primary')).toEqual(read);
      expect(resultOf(refused, address, 'archive').failure).toMatchObject({
        kind: 'mailbox',
        code,
        message: expect.stringMatching(/ About archives\.$/),
      });
    }
    expect([refused.deleted, index.documents.size]).toEqual([[], held]);
  });

  it('of a single mailbox that EWS refuses are no reason to stop', async () => {
    cloud.faults.add({ effect: { kind: 'http', status: 403 } });
    const refused = await run(allStores.filter(({ address }) => address === ann));
    expect(resultOf(refused, ann, 'primary')).toEqual(read);
    expect(refused.summary.configurationFailure).toBeUndefined();
  });

  it('are not asked for where EWS does not answer, which is told once', async () => {
    const closed = await startExchange({ world, authentication: { basic } });
    await closed.close();
    const lonely = await run(allStores, { ewsUrl: closed.ewsUrl });
    expect(resultOf(lonely, ann, 'primary')).toEqual(read);
    expect(resultOf(lonely, ann, 'archive').failure).toMatchObject({ kind: 'mailbox', code: 'network.ECONNREFUSED' });
    const warnings = events.filter((event) => event.type === 'warning').map(({ code }) => code);
    expect(warnings).toEqual(['network.ECONNREFUSED']);
    expect(events.filter((event) => event.type === 'retrying')).toEqual([]);
  });

  it('that can be read do not hide that the application may not read mailboxes, and both ways out are named', async () => {
    await run();
    roles = [];
    const refused = await run();
    expect(resultOf(refused, ann, 'archive')).toEqual(read);
    expect(refused.summary.configurationFailure?.message).toMatch(
      /ErrorAccessDenied.*Mail\.Read.*set EXCHANGE_API to ews/,
    );
    expect(refused.deleted).toEqual([]);
  });
});

describe('a mailbox on-premises', () => {
  const nothingNew = { put: [], deleted: [] };

  it('is read there, and others are read where they are', async () => {
    onPremises.add(ann);
    const first = await run();
    expect(first.summary.outcome).toBe('complete');
    expect(resultOf(first, ann, 'primary')).toEqual(read);
    expect(resultOf(first, ann, 'archive')).toEqual(read);
    expect(server.calls.counts()['GetItem']).toBeGreaterThan(0);
    expect(cloud.calls.counts()['GetItem'] ?? 0).toBe(0);
  });

  it('with nothing new costs one question to Graph, and keeps its cursors', async () => {
    onPremises.add(ann);
    const store = allStores.slice(0, 1);
    await run(store);
    await run(store);
    const idle = await run(store);
    expect(idle).toMatchObject({ ...nothingNew, summary: { outcome: 'complete', counts: { fetched: 0 } } });
    expect(graph.calls.counts()).toEqual({ FoldersDelta: 1 });
    expect(events.filter((event) => event.type === 'warning')).toEqual([]);
  });

  it('has its archive read there in a run that does not come to the mailbox itself', async () => {
    onPremises.add(ann);
    const archive = allStores.filter(({ address, store }) => address === ann && store === 'archive');
    expect((await run(archive)).put.length).toBeGreaterThan(9);
    const alone = await run(archive);
    expect(resultOf(alone, ann, 'archive')).toEqual(read);
    expect(alone).toMatchObject({ ...nothingNew, calls: { graph: expect.any(Number), cloud: 0 } });
    expect(alone.calls.server).toBeGreaterThan(0);
  });

  it('has its archive left alone while nobody can tell where it is', async () => {
    onPremises.add(ann);
    const both = allStores.filter(({ address }) => address === ann);
    await run(both);
    graph.faults.add({ operation: 'FoldersDelta', target: ann, effect: { kind: 'error', status: 500, code: 'Down' } });
    const torn = await run(both);
    expect(resultOf(torn, ann, 'archive').failure).toMatchObject({ kind: 'transient', code: 'Down' });
    expect([torn.calls.cloud, torn.deleted]).toEqual([0, []]);
  });

  it('goes back to Graph by itself when it is moved, and keeps its documents', async () => {
    onPremises.add(ann);
    await run();
    const held = [...index.documents.keys()].sort();
    onPremises.delete(ann);
    const moved = await run();
    expect(moved.summary.outcome).toBe('complete');
    expect(moved.calls.server).toBe(0);
    expect(moved.deleted).toEqual([]);
    expect([...index.documents.keys()].sort()).toEqual(held);
    expect(await run()).toMatchObject({ ...nothingNew, summary: { counts: { fetched: 0 } } });
  });

  it('that moves while it is read is left for the next run', async () => {
    await run();
    graph.faults.add({
      operation: 'MessagesDelta',
      target: ann,
      effect: { kind: 'error', status: 404, code: 'MailboxNotEnabledForRESTAPI' },
    });
    onPremises.add(ben);
    const torn = await run();
    expect(resultOf(torn, ann, 'primary').failure).toMatchObject({
      kind: 'mailbox',
      code: 'MailboxNotEnabledForRESTAPI',
    });
    expect(resultOf(torn, ben, 'primary')).toEqual(read);
    expect(torn.deleted).toEqual([]);
  });

  it('is reported where no server is named; others go on, and its documents stay', async () => {
    await run(primaries);
    const held = index.documents.size;
    onPremises.add(ann);
    const alone = await run(primaries, { hybrid: false });
    expect(resultOf(alone, ben, 'primary')).toEqual(read);
    expect(resultOf(alone, ann, 'primary').failure).toMatchObject({
      kind: 'mailbox',
      code: 'MailboxNotEnabledForRESTAPI',
      message: expect.stringContaining('EXCHANGE_ON_PREMISES_EWS_URL'),
    });
    expect(alone.summary.configurationFailure).toBeUndefined();
    expect([alone.deleted, index.documents.size]).toEqual([[], held]);
  });

  it('fails alone when the server refuses the account', async () => {
    onPremises.add(ann);
    server.faults.add({ effect: { kind: 'http', status: 401 } });
    const refused = await run();
    expect(resultOf(refused, ben, 'primary')).toEqual(read);
    expect(resultOf(refused, ann, 'primary').failure).toMatchObject({
      kind: 'mailbox',
      code: 'http.401',
      message: expect.stringMatching(/ About the server\.$/),
    });
    expect(refused.summary.configurationFailure).toBeUndefined();
  });
});

import { writeFileSync } from 'node:fs';
import { serialize } from 'node:v8';
import { type ChangeableWorld, type Sandbox, startSandbox } from '@connector/sandbox';
import { addChaos } from './chaos.ts';
import { whatDiffers } from './differences.ts';
import { type Front, type FrontAnswer, type FrontRequest, startFront } from './front.ts';
import { PeerExchange } from './peer-exchange.ts';
import type { MailChange, ServerCommands, ServerCounts, ServerOptions } from './protocol.ts';
import type { RecordedRequest } from './recording.ts';
import { UnitCounter } from './table-units.ts';
import { buildWorld } from './world-spec.ts';

/** All stand-ins of a scenario with what stands before them. */
export interface BenchServers {
  run<Command extends keyof ServerCommands>(
    command: Command,
    input: ServerCommands[Command]['input'],
  ): Promise<ServerCommands[Command]['output']>;
  close(): Promise<void>;
}

/** A scenario is no test of how often Graph may be asked: the limit for ten minutes would stop large mailboxes. */
const requestsAllowed = 1_000_000_000;
/** The most that an index may have, so that it is never full. */
const indexUnits = 1_000;

export async function startBenchServers(options: ServerOptions): Promise<BenchServers> {
  const world = await buildWorld(options.world);
  const sandbox = await startSandbox({
    world,
    api: options.api,
    staging: options.staging === true,
    exchange: { latencyMs: options.exchangeMs ?? 0 },
    graph: { latencyMs: options.exchangeMs ?? 0, limits: { requests: requestsAllowed } },
    qbusiness: { units: indexUnits },
  });
  await sandbox.writeParameters();
  slowDown(sandbox, options);
  const fronts = await startFronts(sandbox, options);
  const commands = commandsOf(sandbox, fronts, options.api);
  return {
    run: async (command, input) => (await commands[command](input)) as never,
    close: async () => {
      await Promise.all([fronts.mail, fronts.index, fronts.table, fronts.peer].map((front) => front.close()));
      await sandbox.close();
    },
  };
}

/** Puts take their time, and a share of all calls is asked to come again in a second. */
function slowDown({ exchange, graph, qbusiness }: Sandbox, { putMs = 0, throttleShare = 0 }: ServerOptions): void {
  const probability = throttleShare;
  if (throttleShare > 0) {
    exchange.faults.add({ probability, effect: { kind: 'fault', code: 'ErrorServerBusy', backOffMs: 1_000 } });
    graph.faults.add({
      probability,
      effect: { kind: 'error', status: 429, code: 'ApplicationThrottled', retryAfterSeconds: 1 },
    });
    qbusiness.faults.add({
      operation: 'BatchPutDocument',
      probability,
      effect: { kind: 'error', status: 429, type: 'ThrottlingException', retryAfterSeconds: 1 },
    });
  }
  if (putMs > 0) qbusiness.faults.add({ operation: 'BatchPutDocument', effect: { kind: 'delay', ms: putMs } });
}

interface Fronts {
  readonly mail: Front;
  readonly index: Front;
  readonly table: Front;
  /** The mailbox that was read through the front, for another client. */
  readonly peer: Front;
  readonly units: UnitCounter;
  /** Puts that never came to the stand-in. */
  readonly puts: { count: number };
  readonly recording: { kept: RecordedRequest[] | undefined };
}

async function startFronts(sandbox: Sandbox, options: ServerOptions): Promise<Fronts> {
  const { prerendered = false, sink = prerendered, api } = options;
  const units = new UnitCounter();
  const puts = { count: 0 };
  const recording: Fronts['recording'] = { kept: undefined };
  const keep = (service: RecordedRequest['service']) => (request: FrontRequest, answer: FrontAnswer) => {
    if (answer.status === 200) recording.kept?.push({ service, ...request });
  };
  const accept = (request: FrontRequest): FrontAnswer | undefined => {
    if (!sink || request.method !== 'POST' || !/\/documents(\?|$)/.test(request.path)) return undefined;
    puts.count += 1;
    return accepted;
  };
  const known = new PeerExchange();
  const keepMail = keep('exchange');
  const mailUrl = api === 'ews' ? sandbox.exchange.url : sandbox.graph.url;
  const [mail, index, table, peer] = await Promise.all([
    startFront({
      target: mailUrl,
      remember: prerendered,
      watch: (request, answer) => {
        keepMail(request, answer);
        // To no client of EWS anything that Graph says is of use.
        if (recording.kept !== undefined && api === 'ews') known.watch(request, answer);
      },
    }),
    startFront({ target: sandbox.qbusiness.url, remember: false, instead: accept, watch: keep('index') }),
    startFront({ target: sandbox.dynamodb.url, remember: false, change: units.change, watch: units.watch }),
    startFront({ target: mailUrl, remember: false, instead: known.answer }),
  ]);
  return { mail, index, table, peer, units, puts, recording };
}

const accepted: FrontAnswer = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"failedDocuments":[]}'),
};

type Commands = {
  readonly [Command in keyof ServerCommands]: (
    input: ServerCommands[Command]['input'],
  ) => ServerCommands[Command]['output'] | Promise<ServerCommands[Command]['output']>;
};

function commandsOf(sandbox: Sandbox, fronts: Fronts, api: ServerOptions['api']): Commands {
  const { world } = sandbox;
  return {
    environment: () => ({
      ...sandbox.environment(),
      AWS_ENDPOINT_URL_QBUSINESS: fronts.index.url,
      AWS_ENDPOINT_URL_DYNAMODB: fronts.table.url,
      ...(api === 'ews'
        ? { EXCHANGE_EWS_URL: `${fronts.mail.url}/EWS/Exchange.asmx` }
        : { EXCHANGE_GRAPH_URL: `${fronts.mail.url}/v1.0` }),
    }),
    peer: () => ({ url: fronts.peer.url }),
    counts: () => countsOf(sandbox, fronts),
    reset: () => {
      sandbox.resetCalls();
      fronts.units.reset();
      fronts.puts.count = 0;
    },
    change: ({ change, messages }) => {
      for (const mailbox of world.mailboxes) changeMailbox(world, mailbox.address, { change, messages });
    },
    faults: ({ probability }) => {
      addChaos(sandbox, probability);
    },
    compare: () => whatDiffers(sandbox),
    record: () => {
      fronts.recording.kept = [];
    },
    save: ({ file }) => {
      const { kept = [] } = fronts.recording;
      writeFileSync(file, serialize({ requests: kept }));
      fronts.recording.kept = undefined;
      return { requests: kept.length };
    },
  };
}

function countsOf(sandbox: Sandbox, { units, puts }: Fronts): ServerCounts {
  const calls = sandbox.calls();
  const { user, system } = process.cpuUsage();
  return {
    calls: puts.count === 0 ? calls : { ...calls, 'qbusiness.BatchPutDocument': puts.count },
    units: units.units(),
    rows: units.rows(),
    cpuMs: (user + system) / 1000,
  };
}

function changeMailbox(
  world: ChangeableWorld,
  address: string,
  { change, messages }: { readonly change: MailChange; readonly messages: number },
): void {
  const store = world.mailbox(address)?.primary;
  const inbox = store?.wellKnown('inbox');
  const target = store?.wellKnown('sentitems');
  if (store === undefined || inbox === undefined || target === undefined) return;
  if (change === 'deliver') for (let number = 0; number < messages; number += 1) store.deliver(inbox.id);
  else {
    for (const { id, isRead } of inbox.itemsBelow(undefined, messages)) {
      if (change === 'edit') store.edit(id, (message) => ({ ...message, subject: `${message.subject} (edited)` }));
      else if (change === 'move') store.move(id, target.id);
      else if (change === 'read') store.markRead(id, !isRead);
      else store.remove(id);
    }
  }
}

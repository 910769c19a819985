import { type MailApi, mailRoutes, type Settings, type Values } from '@connector/shared';
import { customFields } from '../../documents/index.ts';
import { createTableInspector } from '../../dynamodb/index.ts';
import { openDirectory } from '../../open-directory.ts';
import { openSignIn, openSource } from '../../open-source.ts';
import { createIndexInspector } from '../../qbusiness/index.ts';
import { systemClock as clock } from '../../runtime/system-clock.ts';
import { createScope, entraGroupsOf } from '../../scope/index.ts';
import type { EventSink } from '../../sync/index.ts';
import type { MailSource, StoreKind } from '../../sync/ports/index.ts';
import { type DoctorRequest, exitCodes } from '../options.ts';
import { type CheckResult, runCheck } from './check.ts';
import { ewsAvailability } from './ews-availability.ts';
import { graphPermission } from './graph-permission.ts';
import { examineAccessGroups, examineGroup } from './group-checks.ts';
import { indexChecks } from './index-checks.ts';
import { allMailboxesMs, askMailboxes, type MailboxOutcome, summarize } from './mailbox-checks.ts';
import { doctorReport, reportText } from './report.ts';
import { checkSettings } from './settings-checks.ts';
import { certificateCheck, tokenCheck } from './sign-in-checks.ts';
import { tableChecks } from './table-checks.ts';

/** Milliseconds that one check may take, its retries included. */
const limitMs = 30_000;

/** What is to be looked at, and as whom. */
export interface Examination extends DoctorRequest {
  /** Version of the connector, part of its user agent: Exchange lets applications in by it. */
  readonly version: string;
}

/** Looks at everything a worker needs, shows what is wrong and what to do. Returns the exit code. */
export async function doctorCommand(env: Values, request: Examination): Promise<number> {
  const { settings, results } = await checkSettings(env, AbortSignal.timeout(limitMs));
  const examined = settings === undefined ? [] : await examine(settings, request);
  const report = doctorReport([...results, ...examined]);
  console.log(request.json ? JSON.stringify(report) : reportText(report));
  if (settings === undefined) return exitCodes.usage;
  return report.ok ? exitCodes.complete : exitCodes.incomplete;
}

/** All checks with these settings; services are looked at side by side, and none waits for another. */
export async function examine(settings: Settings, request: Examination): Promise<readonly CheckResult[]> {
  const target = {
    applicationId: settings.qbusinessApplicationId,
    indexId: settings.qbusinessIndexId,
    dataSourceId: settings.qbusinessDatasourceId,
  };
  const quiet = { clock, emit: () => {} };
  const inspector = createIndexInspector({ target, ...quiet });
  const table = createTableInspector({ tableName: settings.dynamodbTableName, ...quiet });
  try {
    const checks = [...indexChecks({ inspector, wanted: customFields, fix: request.fix }), ...tableChecks(table)];
    const [exchange, ...others] = await Promise.all([
      examineExchange(settings, request),
      ...checks.map((check) => runCheck(check, limitMs)),
    ]);
    return [...exchange, ...others];
  } finally {
    inspector.close();
    table.close();
  }
}

/** Signing in, the servers and the mailboxes build upon each other: what cannot be looked at is not. */
async function examineExchange(settings: Settings, request: Examination): Promise<readonly CheckResult[]> {
  const certificate = certificateCheck(settings, clock.now);
  const checks = certificate === undefined ? [] : [await runCheck(certificate, limitMs)];
  const tokens = await Promise.all(apisOf(settings).map((api) => examineToken(api, settings)));
  const results = [...checks, ...tokens];
  // The first is what mailboxes are read through; archives may fail beside it.
  if (tokens[0]?.status === 'fail') return [...results, notAsked('there is no token')];
  const told: CheckResult[] = [];
  const emit: EventSink = (event) => {
    if (event.type === 'warning') told.push({ name: 'Exchange', status: 'fail', finding: event.message });
  };
  const source = openSource(settings, { clock, emit, version: request.version });
  try {
    const server = await runCheck(serverCheck(source), limitMs);
    if (server.status === 'fail') return [...results, server, notAsked('the server does not answer')];
    return [...results, server, ...told, ...(await examineMailboxes(settings, request, source))];
  } finally {
    await source.close();
  }
}

/** What is read through, mailboxes before archives. */
function apisOf(settings: Settings): readonly MailApi[] {
  const { primary, archive } = mailRoutes(settings);
  return [...new Set([primary, archive].filter((api) => api !== undefined))];
}

async function examineToken(api: MailApi, settings: Settings): Promise<CheckResult> {
  const signIn = openSignIn(api, settings, { clock, emit: () => {} });
  try {
    return await runCheck(tokenCheck(api, settings, signIn), limitMs);
  } finally {
    signIn.close();
  }
}

function serverCheck(source: MailSource) {
  return {
    name: 'Exchange',
    run: async (signal: AbortSignal) => {
      await source.probe(signal);
      return { status: 'pass', finding: 'it answers' } as const;
    },
  };
}

async function examineMailboxes(
  settings: Settings,
  { mailbox, showAddresses, version }: Examination,
  source: MailSource,
): Promise<readonly CheckResult[]> {
  const openGroups = () => openDirectory(settings, { clock, emit: () => {}, version });
  const group = await examineGroup(settings, { openDirectory: openGroups, limitMs });
  const named = [...entraGroupsOf(settings).keys()];
  const groups = [...group.results, ...(await examineAccessGroups(named, { openDirectory: openGroups, limitMs }))];
  const all = createScope(settings).mailboxes(group.addresses);
  const addresses = all.filter((address) => mailbox === undefined || address === mailbox);
  if (addresses.length === 0) {
    if (mailbox === undefined) return groups;
    const finding =
      'the address is none of EXCHANGE_PRIMARY_SMTP_ADDRESS or EXCHANGE_MAILBOX_GROUP, or is filtered out';
    const remedy = 'Give --mailbox an address of them.';
    return [...groups, { name: 'mailboxes', status: 'fail', finding, remedy }];
  }
  const enough = AbortSignal.timeout(allMailboxesMs);
  const ask = (store: StoreKind) => askMailboxes({ source, store, addresses, showAddresses, limitMs, enough });
  const results: CheckResult[] = [...groups];
  for (const store of storesToAsk(settings)) {
    const outcomes = await ask(store);
    results.push(
      ...ofTheTenant(settings, store, outcomes),
      ...summarize(outcomes, { wanted: addresses.length, store }),
    );
  }
  return results;
}

/** One store of a mailbox tells of the other, unless it is read another way. */
function storesToAsk(settings: Settings): readonly StoreKind[] {
  const { primary, archive } = mailRoutes(settings);
  if (primary === undefined) return ['archive'];
  return archive === undefined || archive === primary ? ['primary'] : ['primary', 'archive'];
}

/** What the answers of all mailboxes together say. */
function ofTheTenant(
  settings: Settings,
  store: StoreKind,
  outcomes: readonly MailboxOutcome[],
): readonly CheckResult[] {
  const routes = mailRoutes(settings);
  if (routes[store] === 'graph') return store === 'primary' ? [graphPermission(outcomes)] : [];
  const use = routes.primary === 'graph' || routes.primary === undefined ? 'archives' : 'mailboxes';
  return [ewsAvailability({ ewsUrl: settings.exchangeEwsUrl, use, outcomes, now: clock.now() })];
}

function notAsked(why: string): CheckResult {
  return { name: 'mailboxes', status: 'skip', finding: `they were not asked, as ${why}` };
}

import type { Settings, Values } from '@connector/shared';
import { customFields } from '../../documents/index.ts';
import { createTableInspector } from '../../dynamodb/index.ts';
import { openDirectory } from '../../open-directory.ts';
import { openSignIn, openSource } from '../../open-source.ts';
import { createIndexInspector } from '../../qbusiness/index.ts';
import { systemClock as clock } from '../../runtime/system-clock.ts';
import { createScope, entraGroupsOf } from '../../scope/index.ts';
import type { MailSource } from '../../sync/ports/index.ts';
import { type DoctorRequest, exitCodes } from '../options.ts';
import { type CheckResult, runCheck } from './check.ts';
import { ewsAvailability } from './ews-availability.ts';
import { examineAccessGroups, examineGroup } from './group-checks.ts';
import { indexChecks } from './index-checks.ts';
import { allMailboxesMs, askMailboxes, summarize } from './mailbox-checks.ts';
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

/** Signing in, the server and the mailboxes build upon each other: what cannot be looked at is not. */
async function examineExchange(settings: Settings, request: Examination): Promise<readonly CheckResult[]> {
  const quiet = { clock, emit: () => {} };
  const signIn = openSignIn(settings, quiet);
  const source = openSource(settings, { ...quiet, version: request.version });
  const certificate = certificateCheck(settings, clock.now);
  try {
    const signedIn = await runCheck(tokenCheck(settings, signIn), limitMs);
    const results = [...(certificate === undefined ? [] : [await runCheck(certificate, limitMs)]), signedIn];
    if (signedIn.status === 'fail') return [...results, notAsked('there is no token')];
    const server = await runCheck(serverCheck(source), limitMs);
    if (server.status === 'fail') return [...results, server, notAsked('the server does not answer')];
    return [...results, server, ...(await examineMailboxes(settings, request, source))];
  } finally {
    signIn.close();
    await source.close();
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
  const outcomes = await askMailboxes({ settings, source, addresses, showAddresses, limitMs, enough });
  const tenant = ewsAvailability({ ewsUrl: settings.exchangeEwsUrl, outcomes, now: clock.now() });
  return [...groups, ...(settings.exchangeApi === 'graph' ? [] : [tenant]), ...summarize(outcomes, addresses.length)];
}

function notAsked(why: string): CheckResult {
  return { name: 'mailboxes', status: 'skip', finding: `they were not asked, as ${why}` };
}

import { indexUnit, unitsUsed } from '@connector/shared';
import type { IndexInspector, IndexState, WantedField } from '../../qbusiness/index.ts';
import type { Check, Finding } from './check.ts';

/** Part of the capacity from which on it is warned of. */
const warningShare = 0.8;

/** What is looked at of an index. */
export interface IndexCheckParts {
  readonly inspector: IndexInspector;
  /** Fields that documents would like to carry. */
  readonly wanted: readonly WantedField[];
  /** Missing fields are to be added. */
  readonly fix: boolean;
}

/** The checks of Amazon Q Business. None changes anything, but adding fields that are missing when it is asked for. */
export function indexChecks({ inspector, wanted, fix }: IndexCheckParts): readonly Check[] {
  return [
    { name: 'index', run: async (signal) => usable(await inspector.index(signal)) },
    { name: 'data source', run: async (signal) => custom(await inspector.dataSource(signal)) },
    {
      name: 'index fields',
      ...(fix ? { remedy: fixRemedy } : {}),
      run: (signal) => checkFields({ inspector, wanted, fix }, signal),
    },
    { name: 'index capacity', run: async (signal) => capacity(await inspector.index(signal)) },
    { name: 'users of the application', run: (signal) => identity(inspector, signal) },
    { name: 'index permissions', run: (signal) => permissions(inspector, signal) },
  ];
}

/** The task role has no such permission: it could change the capacity that is paid for. */
const fixRemedy = 'Run --fix as somebody who may call qbusiness:UpdateIndex; the role of the worker need not.';

function usable({ status }: IndexState): Finding {
  if (status === 'ACTIVE') return { status: 'pass', finding: 'it is ACTIVE' };
  const finding = `it is ${status} and has to be ACTIVE`;
  if (status === 'UPDATING') return { status: 'warn', finding, remedy: 'Wait: maintenance can take up to a day.' };
  return { status: 'fail', finding, remedy: 'Check QBUSINESS_INDEX_ID, and the index in the console.' };
}

function custom({ type, status }: { readonly type: string; readonly status: string }): Finding {
  if (type !== 'CUSTOM') {
    const finding = `it is of type ${type} and has to be of type CUSTOM`;
    return {
      status: 'fail',
      finding,
      remedy: 'Make a custom data source, and put its id into QBUSINESS_DATASOURCE_ID.',
    };
  }
  if (status === 'ACTIVE') return { status: 'pass', finding: 'it is of type CUSTOM and ACTIVE' };
  return { status: 'fail', finding: `it is ${status} and has to be ACTIVE`, remedy: 'Look at it in the console.' };
}

async function checkFields({ inspector, wanted, fix }: IndexCheckParts, signal: AbortSignal): Promise<Finding> {
  const { fields } = await inspector.index(signal);
  const missing = wanted.filter(({ name }) => !fields.has(name));
  const wrong = wanted.filter(({ name, type }) => fields.has(name) && fields.get(name) !== type);
  if (fix && missing.length > 0) return added(missing, { inspector, wrong }, signal);
  if (missing.length > 0) {
    const finding = `these are missing, so documents go without them: ${list(missing)}`;
    return {
      status: 'warn',
      finding,
      remedy: 'Add them with --fix, with your own rights (qbusiness:UpdateIndex): workers may not change the index.',
    };
  }
  if (wrong.length > 0) return wrongTypes(wrong);
  return { status: 'pass', finding: `all ${wanted.length} are there` };
}

async function added(
  missing: readonly WantedField[],
  { inspector, wrong }: { readonly inspector: IndexInspector; readonly wrong: readonly WantedField[] },
  signal: AbortSignal,
): Promise<Finding> {
  await inspector.addFields(missing, signal);
  if (wrong.length > 0) return wrongTypes(wrong);
  const { fields } = await inspector.index(signal);
  const late = missing.filter(({ name }) => !fields.has(name));
  if (late.length === 0) return { status: 'pass', finding: `added: ${list(missing)}` };
  const finding = `asked for, and not there yet: ${list(late)}`;
  return { status: 'warn', finding, remedy: 'Run the doctor again in some minutes.' };
}

function wrongTypes(wrong: readonly WantedField[]): Finding {
  const finding = `these have another type, so documents go without them: ${list(wrong)}`;
  return { status: 'warn', finding, remedy: 'A type cannot be changed: only an index of its own has them right.' };
}

function list(fields: readonly WantedField[]): string {
  return fields.map(({ name, type }) => `${name} (${type})`).join(', ');
}

function capacity({ units, documents, textBytes }: IndexState): Finding {
  const bought = { documents: units * indexUnit.documents, megabytes: (units * indexUnit.textBytes) / 2 ** 20 };
  const share = units === 0 ? 1 : unitsUsed({ documents, textBytes }) / units;
  const finding =
    `${Math.floor(share * 100)} % is used: ${documents} of ${bought.documents} documents, ` +
    `${Math.ceil(textBytes / 2 ** 20)} of ${bought.megabytes} MB of text`;
  if (share < warningShare) return { status: 'pass', finding };
  const remedy = 'Add units to the index; `worker plan` says how much a run would add.';
  return { status: share < 1 ? 'warn' : 'fail', finding, remedy };
}

/** The task role need not be allowed to look. */
async function identity(inspector: IndexInspector, signal: AbortSignal): Promise<Finding> {
  const type = await inspector.identityType(signal).catch((thrown: { readonly code?: string }) => {
    if (thrown.code === 'qbusiness.AccessDeniedException') return undefined;
    throw thrown;
  });
  if (type === undefined) {
    return { status: 'skip', finding: 'this role may not call qbusiness:GetApplication, which a worker does not need' };
  }
  const finding = `they are told apart by ${type}`;
  if (type === 'AWS_IAM_IDC') return { status: 'pass', finding };
  if (type === 'ANONYMOUS') {
    return { status: 'fail', finding, remedy: 'Use an application with users: nobody can be shown mail without one.' };
  }
  const remedy =
    'Do not attach the index to Amazon Quick: without IAM Identity Center every Quick user sees every document.';
  return { status: 'warn', finding, remedy };
}

async function permissions(inspector: IndexInspector, signal: AbortSignal): Promise<Finding> {
  await inspector.readAsWorker(signal);
  const finding =
    'jobs and documents can be listed; not tried, because it would change the index: BatchPutDocument, ' +
    'BatchDeleteDocument, StartDataSourceSyncJob, StopDataSourceSyncJob';
  return { status: 'pass', finding };
}

import type { TableInspector } from '../../dynamodb/index.ts';
import type { Check, Finding } from './check.ts';

/** The checks of the state table. None of them changes anything. */
export function tableChecks(inspector: TableInspector): readonly Check[] {
  return [
    { name: 'state table', run: async (signal) => usable(await inspector.status(signal)) },
    {
      name: 'state table permissions',
      run: async (signal) => {
        const status = await inspector.status(signal);
        if (status === undefined) return { status: 'skip', finding: 'there is no table yet' };
        // Its rows cannot be asked for, which says nothing of permissions.
        if (!isUsable(status)) return { status: 'skip', finding: `the table is ${status}` };
        await inspector.tryRowAccess(signal);
        return { status: 'pass', finding: 'rows can be read, written, deleted and checked' };
      },
    },
  ];
}

function isUsable(status: string): boolean {
  return status === 'ACTIVE' || status === 'UPDATING';
}

function usable(status: string | undefined): Finding {
  if (status !== undefined && isUsable(status)) return { status: 'pass', finding: `it is ${status} and ours` };
  if (status === undefined) return { status: 'pass', finding: 'there is none yet; the first worker creates it' };
  return { status: 'warn', finding: `it is ${status}`, remedy: 'Wait until it is ACTIVE.' };
}

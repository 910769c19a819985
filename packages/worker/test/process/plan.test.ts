import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorld, populate, type Sandbox, startSandbox } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startWorkerProcess } from '../support/worker-process.ts';

const minute = 60_000;
let sandbox: Sandbox;

beforeEach(async () => {
  const world = await createWorld({ seed: 11 });
  populate(world, { mailboxes: 2, messages: 15 });
  sandbox = await startSandbox({ world });
  await sandbox.writeParameters();
});

afterEach(() => sandbox.close());

async function worker(...args: readonly string[]): Promise<{ output: string; exitCode: number | null }> {
  const child = startWorkerProcess(args, sandbox.environment());
  const exitCode = await child.ended;
  return { output: child.output(), exitCode };
}

interface PlanJson {
  readonly outcome: string;
  readonly documents: number;
  readonly calls: Readonly<Record<string, number>>;
  readonly mailboxes: readonly {
    readonly added: number;
    readonly changed: number;
    readonly documentsDeleted: number;
  }[];
}

const plan = async (...args: readonly string[]): Promise<PlanJson> => {
  const { output, exitCode } = await worker('plan', '--json', ...args);
  expect(exitCode).toBe(0);
  return JSON.parse(
    output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .at(-1) ?? '',
  ) as PlanJson;
};

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Calls that change something. */
const changes = () =>
  Object.entries(sandbox.calls()).filter(([name]) =>
    /Batch(Put|Delete)|Start|Stop|PutItem|TransactWrite|UpdateItem|DeleteItem|CreateTable|BatchWrite/.test(name),
  );

describe('a plan', () => {
  it('on paper counts the mailboxes of the list, and asks no service for more', async () => {
    sandbox.resetCalls();
    const { output, exitCode } = await worker('plan', '--estimate', '--messages', '1000');
    expect({ output, exitCode }).toEqual({
      output: expect.stringContaining(`${sandbox.world.addresses.length} mailboxes with 1,000 messages each`),
      exitCode: 0,
    });
    expect(Object.keys(sandbox.calls()).filter((name) => !name.startsWith('ssm'))).toEqual([]);
  });

  it(
    'before the first run says what would be added, and puts, deletes, creates and remembers nothing',
    async () => {
      sandbox.resetCalls();
      const planned = await plan();
      expect(changes()).toEqual([]);
      expect(sum(planned.mailboxes.map(({ added }) => added))).toBe(40);
      expect((await worker('--once')).exitCode).toBe(0);
      expect([...sandbox.qbusiness.documents.all()]).toHaveLength(planned.documents);
    },
    minute,
  );

  it(
    'after a run finds what changed since, and nothing else',
    async () => {
      await worker('--once');
      expect(await plan()).toMatchObject({ outcome: 'complete', documents: 0 });
      const primary = sandbox.world.mailboxes[0]?.primary;
      const [item] = primary?.wellKnown('inbox')?.itemsBelow(undefined, 1) ?? [];
      primary?.remove(item?.id ?? '');
      sandbox.resetCalls();
      const planned = await plan();
      expect(sum(planned.mailboxes.map(({ documentsDeleted }) => documentsDeleted))).toBeGreaterThan(0);
      expect(planned.mailboxes.map(({ added, changed }) => added + changed)).toEqual(planned.mailboxes.map(() => 0));
      expect(changes()).toEqual([]);
    },
    minute,
  );

  it(
    'shows documents as they would be sent',
    async () => {
      const into = mkdtempSync(join(tmpdir(), 'preview-'));
      const { output, exitCode } = await worker('plan', '--preview', '5', '--into', into);
      expect(exitCode).toBe(0);
      expect(output).toContain('Nothing was put, deleted or remembered.');
      const files = readdirSync(into);
      expect(files.filter((name) => name.endsWith('.json'))).toHaveLength(5);
      expect(files).toHaveLength(10);
      const shown = JSON.parse(readFileSync(join(into, '0001.json'), 'utf8')) as { access: { allow: unknown[] } };
      expect(shown.access.allow).toHaveLength(1);
      rmSync(into, { recursive: true });
    },
    minute,
  );
});

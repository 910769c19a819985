import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const bin = fileURLToPath(new URL('../../bin/demo.ts', import.meta.url));
const node = ['--import', 'tsx', bin];

describe('the command line of the demo', () => {
  it.each([
    [['--workers', '0'], "error: option '--workers <n>' argument '0' is invalid. Give a whole number of at least 1."],
    [
      ['--mail', '/nowhere', '--messages', '5'],
      "error: option '--mail <folder>' cannot be used with option '--messages <n>'",
    ],
  ])('refuses %j in one sentence, with exit code 2', (args, sentence) => {
    const { status, stderr } = spawnSync(process.execPath, [...node, ...args], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, `${sentence}\n`]);
  });
});

describe('a demo that is interrupted', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('leaves nothing behind and says so by its exit code', async () => {
    const env = { ...process.env, TMPDIR: folder };
    const demo = spawn(process.execPath, [...node, '--mailboxes', '2', '--messages', '400', '--workers', '2'], { env });
    let said = '';
    demo.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('First sync') && demo.killed === false) demo.kill('SIGINT');
    });
    const exitCode = await new Promise((resolve) => demo.on('close', resolve));
    expect([exitCode, said]).toEqual([130, expect.not.stringContaining('Error')]);
    expect(readdirSync(folder).filter((name) => name.startsWith('connector-'))).toEqual([]);
  }, 60_000);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startMoto, whatMotoLacks } from './deployment/moto.ts';
import { Processes } from './deployment/processes.ts';
import { rehearse } from './deployment/rehearsal.ts';

/**
 * Deploys the stack with the CDK CLI into moto, scales and destroys it, and has real workers sync by what is deployed.
 * Usage: check-deployment.ts [--skip-without-moto]
 *
 * Needs Python with moto, no account and no Docker. What it cannot show: what moto does not look at, such as permissions,
 * networks and limits; the tests of the template are for these.
 */
// The version of Node is the user's business; every other warning is shown.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const { values: flags } = parseArgs({ options: { 'skip-without-moto': { type: 'boolean', default: false } } });
const limitMs = 900_000;

const lacking = whatMotoLacks();
if (lacking !== undefined) {
  const skip = flags['skip-without-moto'];
  process.stdout.write(
    `\n!!! ${skip ? 'SKIPPED' : 'FAILED'}: the deployment was NOT rehearsed, because ${lacking}: pip install 'moto[server]==5.2.1' !!!\n\n`,
  );
  process.exit(skip ? 0 : 1);
}

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => stop.abort(new Error(`stopped by ${name}`)));
}
const overdue = setTimeout(() => stop.abort(new Error(`not done within ${limitMs / 1000} seconds`)), limitMs);
const processes = new Processes(stop.signal);
const folder = mkdtempSync(join(tmpdir(), 'connector-deployment-'));
const begun = performance.now();
let log = (): string => '';

try {
  await processes.run({
    name: 'bundle',
    command: process.execPath,
    args: ['scripts/bundle-worker.mjs', '--quiet'],
    environment: { PATH: process.env['PATH'] ?? '' },
    limitMs: 120_000,
  });
  const moto = await startMoto(processes, folder);
  log = moto.log;
  await rehearse({ processes, moto, folder, say });
  say('everything holds');
} catch (thrown) {
  const failures = log()
    .split('\n')
    .filter((line) => !/" (?:[23]\d\d|4\d\d) -$/.test(line));
  if (!stop.signal.aborted) process.stderr.write(`What moto says:\n${failures.slice(-30).join('\n')}\n\n`);
  process.stderr.write(`FAILED: ${thrown instanceof Error ? thrown.message : thrown}\n`);
  process.exitCode = 1;
} finally {
  clearTimeout(overdue);
  processes.killAll();
  rmSync(folder, { recursive: true, force: true });
}

function say(text: string): void {
  process.stdout.write(`${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);
}

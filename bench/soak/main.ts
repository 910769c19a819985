import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { soak } from './soak.ts';

/**
 * The soak run. Usage: pnpm soak [--minutes 60] [--api ews|graph] [--seed <n>] [--json]
 *
 * Prints what grew and what is wrong with the index, and ends with 1 if anything is. The seed decides the changes; what faults hit
 * depends on the moment.
 */
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130));

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    api: { type: 'string', default: 'ews' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const { api } = values;
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0)) usage(`--minutes is ${values.minutes}; give a number above 0`);
if (!Number.isSafeInteger(seed)) usage(`--seed is ${values.seed}; give a whole number`);
if (api !== 'ews' && api !== 'graph') usage(`--api is ${api}; give ews or graph`);

execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/bundle-worker.mjs', import.meta.url)), '--quiet']);
const result = await soak({ minutes, api, seed, say: (text) => process.stderr.write(`${text}\n`) });
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  for (const { what, first, last, holds } of result.growth) {
    process.stdout.write(`${holds ? 'holds' : 'GREW '}  ${what}: ${first} -> ${last}\n`);
  }
  process.stdout.write(`${result.runs} runs, ${result.incompleteRuns} of them incomplete\n`);
  for (const problem of result.problems) process.stdout.write(`${problem}\n`);
}
process.exitCode = result.holds ? 0 : 1;

function usage(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(2);
}

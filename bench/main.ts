import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchmark } from './benchmark.ts';
import { ReportError } from './report/earlier.ts';
import { performancePage } from './report/page.ts';
import { scenarios } from './scenarios/index.ts';

/**
 * The benchmark. Usage: pnpm bench [scenario …] [--json] [--write] [--runs <n>] [--full | --smoke] [--api ews|graph]
 *   [--from <report> …] [--note <sentence>]
 *
 * `--json` prints the report as one object on the last line, `--write` writes `docs/explanation/performance.json` and the page
 * that is made of it, which is for a run of all scenarios on a machine that does nothing else. `--from` takes scenarios out of a
 * file with what `--json` printed in place of measuring them: the largest sizes take hours. `--note` says what is other than the
 * commit says. The exit code is 0 also when a goal is not reached: goals are read, not enforced; it is 1 when something could not
 * be measured.
 */
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    api: { type: 'string', multiple: true },
    note: { type: 'string' },
    from: { type: 'string', multiple: true, default: [] },
  },
});

const names = scenarios.map(({ name }) => name);
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) usage(`there is no scenario ${unknown.join(', ')}; there are ${names.join(', ')}`);
const runs = Number(values.runs);
if (!Number.isSafeInteger(runs) || runs < 1) usage(`--runs is ${values.runs}; give a whole number of at least 1`);
const apis = values.api ?? ['ews', 'graph'];
if (apis.some((api) => api !== 'ews' && api !== 'graph')) usage(`--api is ${apis.join(', ')}; give ews or graph`);
if (values.write && positionals.length > 0) usage('--write is for a run of all scenarios: leave their names out');

const report = await benchmark({
  names: positionals.length === 0 ? names : positionals,
  from: values.from,
  ...(values.note === undefined ? {} : { note: values.note }),
  runs,
  size: values.full ? 'full' : values.smoke ? 'smoke' : 'usual',
  apis: apis as ('ews' | 'graph')[],
  say: (text) => process.stderr.write(`${text}\n`),
}).catch((thrown: unknown) => {
  if (thrown instanceof ReportError) return usage(thrown.message);
  throw thrown;
});
if (report.scenarios.some(({ failed }) => failed !== undefined)) process.exitCode = 1;
const page = performancePage(report);
if (values.write && process.exitCode !== 1) {
  const folder = new URL('../docs/explanation/', import.meta.url);
  writeFileSync(fileURLToPath(new URL('performance.json', folder)), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(fileURLToPath(new URL('performance.md', folder)), page);
}
process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : page);

function usage(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(2);
}

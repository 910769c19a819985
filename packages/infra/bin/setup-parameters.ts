import { Command } from 'commander';
import { SetupError } from '../src/parameters/errors.ts';
import { openParameterStore } from '../src/parameters/parameter-store.ts';
import { type SetupRequest, setUpParameters, setupExitCodes } from '../src/parameters/set-up.ts';

/** Brings the settings of a deployment into Parameter Store. */

// The version of Node is the user's business; every other warning is shown.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const help = `
Everything is checked by the worker's own rules before anything is written; what stands there already is not written again.
Secrets are never shown. What is stored and not given stays as it is.

Exit codes: 0 all of it stands there; 1 it was not written, or not all of it; 2 wrong usage or settings.

Examples:
  pnpm setup-parameters --environment prod
  pnpm setup-parameters --environment prod --config-file config.json --dry-run`;

interface Options extends SetupRequest {
  readonly profile?: string;
  readonly region?: string;
}

const { profile, region, ...request } = new Command('setup-parameters')
  .description(
    'Asks for the settings of a deployment, or reads them from a file, and brings them into Parameter Store.',
  )
  .option('--environment <name>', 'name of the environment', process.env['ENVIRONMENT'] || 'dev')
  .option('--prefix <path>', 'where the parameters stand; /exchange-connector/<environment> without it')
  .option('--config-file <file>', 'settings as JSON, see config.sample.json; secrets that it leaves out are asked for')
  .option('--dry-run', 'only show what would change', false)
  .option('--yes', 'do not ask before writing', false)
  .option('--profile <name>', 'profile of the AWS CLI')
  .option('--region <region>', 'AWS region')
  .addHelpText('after', help)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? setupExitCodes.done : setupExitCodes.refused))
  .parse()
  .opts<Options>();

const isInteractive = process.stdin.isTTY === true && process.stdout.isTTY === true;
const store = openParameterStore({
  ...(profile === undefined ? {} : { profile }),
  ...(region === undefined ? {} : { region }),
});
try {
  const prompts = isInteractive ? {} : undefined;
  process.exitCode = await setUpParameters(request, { store, prompts, say: (text) => console.log(text) });
} catch (thrown) {
  process.exitCode = endWithoutResult(thrown);
} finally {
  store.close();
}

function endWithoutResult(thrown: unknown): number {
  // Ctrl+C at a question.
  if (thrown instanceof Error && thrown.name === 'ExitPromptError') return setupExitCodes.failed;
  if (!(thrown instanceof SetupError)) throw thrown;
  console.error(thrown.message);
  return setupExitCodes.refused;
}

import { allowedFor, defaultParameterPrefix, defaultTableName, type Setting } from '@connector/shared';
import { contextText } from './options/context-text.ts';
import { type OptionName, optionsTable, type StackOptions } from './options/options-table.ts';
import { crossProblems } from './options/rules.ts';
import { unknownKeys } from './options/unknown-keys.ts';

export type { StackOptions } from './options/options-table.ts';

const entries = Object.entries(optionsTable) as [OptionName, Setting][];

/**
 * Reads the options from the context of the CDK, which is `cdk.json` with what `-c` gives.
 * @throws Error with all problems at once: values that are not allowed, alone or together, and keys that are no options
 */
export function readOptions(context: Readonly<Record<string, unknown>>): StackOptions {
  const problems = [...unknownKeys(context)];
  const values: Partial<Record<OptionName, unknown>> = {};
  for (const [name, option] of entries) {
    const text = contextText(context[name]) ?? option.default;
    if (text === undefined) continue;
    const parsed = option.type.schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    // In full: options are no secrets.
    else problems.push(`${name} is ${JSON.stringify(text)}. Allowed: ${allowedFor(option)}.`);
  }
  const options = withDefaults(values as Partial<StackOptions>);
  problems.push(...crossProblems(options));
  if (problems.length > 0) throw new Error(describe(problems));
  return options as StackOptions;
}

/** What depends on other options, and what is empty by default. */
function withDefaults(given: Partial<StackOptions>): Partial<StackOptions> {
  const { environment } = given;
  const named =
    environment === undefined
      ? {}
      : { parameterPrefix: defaultParameterPrefix(environment), tableName: defaultTableName(environment) };
  return { vpcEndpoints: [], tags: {}, ...named, ...given };
}

function describe(problems: readonly string[]): string {
  const count = problems.length === 1 ? 'There is a problem' : `There are ${problems.length} problems`;
  const list = problems.map((problem) => `  - ${problem}`).join('\n');
  return `${count} with the options of the deployment:\n${list}\nSet them with -c name=value, or in the context of cdk.json.`;
}

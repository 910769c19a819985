import { markdownTable, rangeOf, type Setting } from '@connector/shared';
import { accountOptions } from './account-options.ts';
import { fargateMemory } from './fargate-sizes.ts';
import { serviceOptions } from './service-options.ts';

const groups: Readonly<Record<string, Readonly<Record<string, Setting>>>> = {
  Services: serviceOptions,
  'Network, settings and watching': accountOptions,
};

/** The reference of the deployment's options as Markdown. The page in `docs/reference` is this text. */
export function deploymentOptionsPage(): string {
  const sections = Object.entries(groups).map(
    ([title, options]) => `## ${title}\n\n${Object.values(options).map(describe).join('\n')}`,
  );
  return [introduction, overview(), '', ...sections, sizes()].join('\n');
}

const introduction = `# Deployment options

<!-- Generated from the tables in packages/infra/src/options by \`pnpm docs\`. -->

What \`pnpm cdk diff\`, \`deploy\` and \`destroy\` are told: with \`-c name=value\`, or in the \`context\` of \`cdk.json\`,
which holds the defaults. All problems are reported at once, before anything is looked up or changed; a key that is no
option is one of them. An empty value counts as not given.

Give the same options to every command, or write them into \`cdk.json\`: an option that is left out the next time goes back
to its default.
`;

function overview(): string {
  const options = Object.values(groups).flatMap((group) => Object.values(group));
  const rows = options.map((option) => {
    const { name, type } = option;
    return [`[${name}](#${name.toLowerCase()})`, type.name, type.unit ?? '', defaultOf(option)];
  });
  return markdownTable([['Option', 'Type', 'Unit', 'Default'], ...rows]);
}

function defaultOf({ default: standard, defaultDoc }: Setting): string {
  return standard === undefined ? (defaultDoc ?? 'none') : `\`${standard}\``;
}

function describe(option: Setting): string {
  const { name, type, doc, advice } = option;
  return [
    `### ${name}`,
    '',
    doc,
    '',
    `- Type: ${type.name}`,
    ...(type.unit === undefined ? [] : [`- Unit: ${type.unit}`]),
    `- Range: ${rangeOf(option)}`,
    `- Default: ${defaultOf(option)}`,
    `- Advice: ${advice}`,
    '',
  ].join('\n');
}

function sizes(): string {
  const rows = Object.entries(fargateMemory).map(([cpu, memory]) => [cpu, memory.join(', ')]);
  return `## Sizes of tasks\n\n${markdownTable([['cpu', 'memory'], ...rows])}\n`;
}

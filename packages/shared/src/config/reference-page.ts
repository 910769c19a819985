import { parameterName, type Setting, type SettingGroup } from './setting.ts';
import { settingsTable } from './settings-table.ts';

const groups: readonly SettingGroup[] = ['Worker', 'Exchange', 'Amazon Q Business', 'State and operation'];

/** The configuration reference as Markdown. The page in `docs/reference` is this text. */
export function configurationPage(): string {
  const settings: readonly Setting[] = Object.values(settingsTable);
  const sections = groups.map((group) => {
    const own = settings.filter((setting) => setting.group === group);
    return `## ${group}\n\n${own.map(describe).join('\n')}`;
  });
  return `${introduction}\n${sections.join('\n')}`;
}

const introduction = `# Configuration

<!-- Generated from packages/shared/src/config/settings-table.ts by \`pnpm docs\`. -->

Each setting is an environment variable or a parameter in Parameter Store. An environment variable that is set wins; an
empty one counts as not set. The worker reads Parameter Store before each run, so that a rotated secret is picked up
without a restart. All problems are reported at once, before anything starts.

The AWS SDK's own variables work as everywhere: \`AWS_REGION\`, credentials, and endpoints such as
\`AWS_ENDPOINT_URL_QBUSINESS\`, \`AWS_ENDPOINT_URL_DYNAMODB\` and \`AWS_ENDPOINT_URL_SSM\`. A certificate authority of your
own goes into \`NODE_EXTRA_CA_CERTS\`.
`;

function describe(setting: Setting): string {
  const { name, fallback, fallbackDoc, allowed, doc, advice, secret, environmentOnly } = setting;
  const parameter = environmentOnly ? 'environment variable only' : `\`<prefix>/${parameterName(name)}\``;
  const standard = fallback === undefined ? (fallbackDoc ?? 'none') : `\`${fallback}\``;
  return [
    `### ${name}`,
    '',
    doc,
    '',
    `- Parameter: ${parameter}${secret ? ' (SecureString)' : ''}`,
    `- Default: ${standard}`,
    `- Allowed: ${allowed}`,
    `- Advice: ${advice}`,
    '',
  ].join('\n');
}

import { markdownTable } from '../text/markdown-table.ts';
import { parameterName, rangeOf, type Setting } from './setting.ts';
import { calendarSettings } from './settings/calendar-settings.ts';
import { contentSettings } from './settings/content-settings.ts';
import { exchangeSettings } from './settings/exchange-settings.ts';
import { filterSettings } from './settings/filter-settings.ts';
import { onPremisesSettings } from './settings/on-premises-settings.ts';
import { operationSettings } from './settings/operation-settings.ts';
import { qbusinessSettings } from './settings/qbusiness-settings.ts';
import { scopeSettings } from './settings/scope-settings.ts';
import { workerSettings } from './settings/worker-settings.ts';

const groups: Readonly<Record<string, Readonly<Record<string, Setting>>>> = {
  Worker: workerSettings,
  Exchange: exchangeSettings,
  'Exchange on-premises, beside Exchange Online': onPremisesSettings,
  'Mailboxes, folders and access': scopeSettings,
  'Calendars and contacts': calendarSettings,
  'Messages and attachments': filterSettings,
  'Content of documents': contentSettings,
  'Amazon Q Business': qbusinessSettings,
  'State and operation': operationSettings,
};

/** The configuration reference as Markdown. The page in `docs/reference` is this text. */
export function configurationPage(): string {
  const sections = Object.entries(groups).map(
    ([title, settings]) => `## ${title}\n\n${Object.values(settings).map(describe).join('\n')}`,
  );
  return `${introduction}\n${overview()}\n\n${sections.join('\n')}`;
}

const introduction = `# Configuration

<!-- Generated from the tables in packages/shared/src/config/settings by \`pnpm docs\`. -->

Each setting is an environment variable or a parameter in Parameter Store. An environment variable that is set wins; an
empty one counts as not set. The worker reads Parameter Store before each run, so that a rotated secret is picked up
without a restart. All problems are reported at once, before anything starts.

Blanks around a value do not count, except in secrets, of which only one line break at the end is left out, with a
warning. Secrets are never shown, and of other values that are not allowed only as much as helps to recognise them.

The AWS SDK's own variables work as everywhere: \`AWS_REGION\`, credentials, and endpoints such as
\`AWS_ENDPOINT_URL_QBUSINESS\`, \`AWS_ENDPOINT_URL_DYNAMODB\`, \`AWS_ENDPOINT_URL_SSM\` and \`AWS_ENDPOINT_URL_S3\`. A certificate authority of your
own goes into \`NODE_EXTRA_CA_CERTS\`.
`;

/** A longer default would blow up the column of all others. */
const overviewCharacters = 60;

function overview(): string {
  const settings = Object.values(groups).flatMap((group) => Object.values(group));
  const rows = settings.map((setting) => {
    const { name, type, secret } = setting;
    const standard = defaultOf(setting);
    const shown = standard.length > overviewCharacters ? 'a list, see there' : standard;
    return [`[${name}](#${name.toLowerCase()})`, type.name, type.unit ?? '', shown, secret ? 'yes' : 'no'];
  });
  return markdownTable([['Setting', 'Type', 'Unit', 'Default', 'Secret'], ...rows]);
}

function defaultOf({ default: standard, defaultDoc }: Setting): string {
  return standard === undefined ? (defaultDoc ?? 'none') : `\`${standard}\``;
}

function describe(setting: Setting): string {
  const { name, type, doc, advice, secret, environmentOnly } = setting;
  return [
    `### ${name}`,
    '',
    doc,
    '',
    `- Parameter: ${environmentOnly ? 'environment variable only' : `\`<prefix>/${parameterName(name)}\``}`,
    `- Type: ${type.name}`,
    ...(type.unit === undefined ? [] : [`- Unit: ${type.unit}`]),
    `- Range: ${rangeOf(setting)}`,
    `- Default: ${defaultOf(setting)}`,
    `- Secret: ${secret ? 'yes, keep it in a SecureString parameter' : 'no'}`,
    `- Advice: ${advice}`,
    '',
  ].join('\n');
}

import { mostParts, parameterName, partName, type Setting, settingsTable, storedParts } from '@connector/shared';
import type { NewParameter, StoredParameter } from './parameter-store.ts';

/** What is to happen with one parameter. */
export interface PlannedParameter extends NewParameter {
  readonly setting: Setting;
  /** Without the prefix. */
  readonly name: string;
  readonly change: 'new' | 'changed' | 'unchanged';
}

export interface Plan {
  readonly parameters: readonly PlannedParameter[];
  /** Why it cannot be carried out. */
  readonly problems: readonly string[];
}

/**
 * Not secret, and encrypted all the same: addresses are personal data, and the rest was encrypted by the Python version,
 * whose parameters go on working.
 */
const encrypted: ReadonlySet<string> = new Set([
  'EXCHANGE_CLIENT_ID',
  'EXCHANGE_TENANT_ID',
  'EXCHANGE_PRIMARY_SMTP_ADDRESS',
  'EXCHANGE_USERNAME',
  'EXCHANGE_ON_PREMISES_USERNAME',
  'ACCESS_MAP',
]);

/** The stack reads these when it is deployed, which it can from plain parameters alone. */
const plain: ReadonlySet<string> = new Set([
  'QBUSINESS_APPLICATION_ID',
  'QBUSINESS_INDEX_ID',
  'QBUSINESS_DATASOURCE_ID',
]);

/** Bytes of a standard and of an advanced parameter (AWS: managing parameter tiers, 4 KB and 8 KB). */
const standardBytes = 4096;
const advancedBytes = 8192;

/**
 * What has to be written so that these values stand in Parameter Store. What is stored and not given stays as it is.
 * @param given values by name of the setting
 * @param stored by name without the prefix
 */
export function planParameters(
  given: ReadonlyMap<string, string>,
  stored: ReadonlyMap<string, StoredParameter>,
  prefix: string,
): Plan {
  const settings = Object.values<Setting>(settingsTable).filter(({ name }) => given.has(name));
  const parameters = settings.flatMap((setting) => {
    const value = given.get(setting.name) ?? '';
    return partsOf(setting, value, stored).map((part, position) =>
      planOne({ setting, value: part, name: partName(setting, position + 1), prefix }, stored),
    );
  });
  return {
    parameters,
    problems: [
      ...parameters.flatMap((parameter) => problemsOf(parameter, stored)),
      ...settings.flatMap((setting) => leftOver(setting, { parameters, stored, prefix })),
    ],
  };
}

/** The text as it is stored: what people copy from files ends with a line break that does not belong to it. */
export function tidy({ secret }: Setting, value: string): string {
  return secret ? value.replace(/\r?\n$/, '') : value.trim();
}

/** A list that is longer than a standard parameter is spread over several, unless one holds just that already. */
function partsOf(setting: Setting, value: string, stored: ReadonlyMap<string, StoredParameter>): readonly string[] {
  const isStored = stored.get(parameterName(setting.name))?.value === value;
  if (!setting.continued || isStored || Buffer.byteLength(value) <= standardBytes) return [value];
  const parts: string[] = [];
  for (const entry of value.split(/[\s,;]+/).filter((each) => each !== '')) {
    const longer = parts.length === 0 ? entry : `${parts.at(-1)},${entry}`;
    if (parts.length > 0 && Buffer.byteLength(longer) <= standardBytes) parts[parts.length - 1] = longer;
    else parts.push(entry);
  }
  return parts;
}

/** Parts of a longer list that stood there: as long as they do, their entries count. */
function leftOver(
  setting: Setting,
  {
    parameters,
    stored,
    prefix,
  }: {
    readonly parameters: readonly PlannedParameter[];
    readonly stored: ReadonlyMap<string, StoredParameter>;
    readonly prefix: string;
  },
): readonly string[] {
  const planned = parameters.filter((parameter) => parameter.setting === setting).length;
  if (planned > mostParts)
    return [`${setting.name} needs ${planned} parameters, and may have ${mostParts}. Shorten it.`];
  return storedParts(setting, stored.keys())
    .filter((part) => part > planned)
    .map((part) => {
      const path = `${prefix}/${partName(setting, part)}`;
      return (
        `${path} is part ${part} of a list that has ${planned} now, and its entries would still count. ` +
        `Delete it (aws ssm delete-parameter --name ${path}) and run this again.`
      );
    });
}

interface OnePart {
  readonly setting: Setting;
  readonly value: string;
  readonly name: string;
  readonly prefix: string;
}

function planOne(
  { setting, value, name, prefix }: OnePart,
  stored: ReadonlyMap<string, StoredParameter>,
): PlannedParameter {
  const known = stored.get(name);
  return {
    setting,
    name,
    path: `${prefix}/${name}`,
    value,
    description: setting.doc,
    type: typeOf(setting, known?.type),
    advanced: Buffer.byteLength(value) > standardBytes,
    change: known === undefined ? 'new' : known.value === value ? 'unchanged' : 'changed',
  };
}

/** AWS does not change the type of a parameter: what may be of either stays what it is. */
function typeOf({ name, secret }: Setting, known: string | undefined): NewParameter['type'] {
  if (secret) return 'SecureString';
  if (plain.has(name)) return 'String';
  if (known === 'String' || known === 'SecureString') return known;
  return encrypted.has(name) ? 'SecureString' : 'String';
}

function problemsOf(
  { setting, name, path, value, type }: PlannedParameter,
  stored: ReadonlyMap<string, StoredParameter>,
): readonly string[] {
  const problems: string[] = [];
  const known = stored.get(name)?.type;
  if (known !== undefined && known !== type) {
    problems.push(
      `${path} is a ${known} parameter and has to be a ${type}; AWS does not change the type of one. ` +
        `Delete it (aws ssm delete-parameter --name ${path}) and run this again.`,
    );
  }
  const bytes = Buffer.byteLength(value);
  if (bytes > advancedBytes) {
    problems.push(
      `${setting.name} has ${bytes} bytes; the most that a parameter holds are ${advancedBytes}. Shorten it.`,
    );
  }
  return problems;
}

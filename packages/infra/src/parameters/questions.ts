import { readFileSync } from 'node:fs';
import { type Setting, settingsTable, storedText } from '@connector/shared';
import { confirm, input, password, select } from '@inquirer/prompts';
import type { StoredParameter } from './parameter-store.ts';
import { tidy } from './plan.ts';

/** Where a person is asked; the terminal of the process without it. */
export interface PromptContext {
  readonly input?: NodeJS.ReadableStream;
  readonly output?: NodeJS.WritableStream;
}

/** What is known when a person is asked. */
interface Known {
  readonly stored: ReadonlyMap<string, StoredParameter>;
  /** Answers so far, by name of the setting. */
  readonly answers: Map<string, string>;
  readonly context: PromptContext;
}

const signIns = [
  { value: 'federated', name: 'federated credential: AWS vouches for the task role, nothing is stored' },
  { value: 'certificate', name: 'certificate: a private key in a SecureString parameter' },
  { value: 'secret', name: 'client secret in a SecureString parameter' },
  { value: 'basic', name: 'service account of an on-premises server' },
] as const;
type SignIn = (typeof signIns)[number]['value'];

const { exchangeServer, exchangeClientId, exchangeTenantId, exchangeClientSecret } = settingsTable;
const { exchangeCertificate, exchangePrivateKey, exchangeUsername, exchangePassword } = settingsTable;
const { exchangePrimarySmtpAddress, qbusinessApplicationId, qbusinessIndexId, qbusinessDatasourceId } = settingsTable;

const credentials: Readonly<Record<SignIn, readonly Setting[]>> = {
  federated: [exchangeClientId, exchangeTenantId],
  certificate: [exchangeClientId, exchangeTenantId, exchangeCertificate, exchangePrivateKey],
  secret: [exchangeClientId, exchangeTenantId, exchangeClientSecret],
  basic: [exchangeServer, exchangeUsername, exchangePassword],
};
const always: readonly Setting[] = [
  exchangePrimarySmtpAddress,
  qbusinessApplicationId,
  qbusinessIndexId,
  qbusinessDatasourceId,
];

/** Asks for what a worker cannot do without. @returns answers by name of the setting */
export async function askForAll(
  stored: ReadonlyMap<string, StoredParameter>,
  context: PromptContext,
): Promise<Map<string, string>> {
  const known: Known = { stored, answers: new Map(), context };
  const message = 'How does the worker sign in?';
  const signIn = await select<SignIn>({ message, choices: signIns, default: storedSignIn(stored) }, context);
  known.answers.set('EXCHANGE_AUTH', signIn === 'basic' ? 'basic' : 'entra');
  if (signIn !== 'basic') known.answers.set('EXCHANGE_CREDENTIAL', signIn);
  for (const setting of [...credentials[signIn], ...always]) await ask(setting, known);
  return known.answers;
}

/** Asks for secrets that are neither given nor stored: they do not belong into a file. */
export async function askForSecrets(
  secrets: readonly Setting[],
  context: PromptContext,
): Promise<ReadonlyMap<string, string>> {
  const known: Known = { stored: new Map(), answers: new Map(), context };
  for (const setting of secrets) await ask(setting, known);
  return known.answers;
}

export function askToGoOn(context: PromptContext): Promise<boolean> {
  return confirm({ message: 'Write these parameters?', default: false }, context);
}

function storedSignIn(stored: ReadonlyMap<string, StoredParameter>): SignIn {
  if (stored.get('exchange-auth')?.value === 'basic') return 'basic';
  const chosen = signIns.find(({ value }) => value === stored.get('exchange-credential')?.value)?.value;
  if (chosen !== undefined) return chosen;
  if (stored.has('exchange-certificate')) return 'certificate';
  return stored.has('exchange-client-secret') ? 'secret' : 'federated';
}

async function ask(setting: Setting, { stored, answers, context }: Known): Promise<void> {
  const there = storedText(setting, Object.fromEntries([...stored].map(([name, { value }]) => [name, value])));
  const message = `${setting.name}: ${setting.doc}`;
  const answer = setting.secret
    ? await askForSecret(setting, { message, isStored: there !== undefined, context })
    : await input({ message, default: there ?? setting.default, required: true, validate: check(setting) }, context);
  const value = tidy(setting, answer);
  if (value !== '') answers.set(setting.name, value);
}

interface SecretQuestion {
  readonly message: string;
  readonly isStored: boolean;
  readonly context: PromptContext;
}

/** What has several lines cannot be typed: the file that it is in can. */
async function askForSecret(setting: Setting, { message, isStored, context }: SecretQuestion): Promise<string> {
  const keep = isStored ? ' Empty keeps the stored one.' : '';
  if (setting.type.name !== 'PEM') {
    const validate = (answer: string) => (answer === '' && isStored) || check(setting)(answer);
    return password({ message: `${message}${keep}`, mask: '*', validate }, context);
  }
  const validate = (path: string) => (path.trim() === '' && isStored) || checkFile(setting, path);
  const path = await input({ message: `${message} File that holds it:${keep}`, validate }, context);
  return path.trim() === '' ? '' : readFileSync(path.trim(), 'utf8');
}

function check({ type }: Setting): (answer: string) => true | string {
  return (answer) => (answer.trim() !== '' && type.schema.safeParse(answer).success) || `Allowed: ${type.allowed}.`;
}

function checkFile(setting: Setting, path: string): true | string {
  try {
    return check(setting)(readFileSync(path.trim(), 'utf8'));
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

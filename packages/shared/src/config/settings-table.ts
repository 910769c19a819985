import { decimal, flag, isLoopback, mailboxList, oneOf, qbusinessId, text, url, wholeNumber } from './schemas.ts';
import type { Setting } from './setting.ts';

/** Settings of the worker itself. */
const worker = {
  containerIndex: setting({
    name: 'CONTAINER_INDEX',
    schema: wholeNumber(0, 9999),
    fallback: '0',
    allowed: 'whole number from 0 to `TOTAL_CONTAINERS` - 1',
    doc: 'Number of this worker; it takes every `TOTAL_CONTAINERS`-th mailbox of the list, beginning with this one.',
    advice: 'Set by the deployment. Never give two running workers the same number.',
    environmentOnly: true,
    group: 'Worker',
  }),
  totalContainers: setting({
    name: 'TOTAL_CONTAINERS',
    schema: wholeNumber(1, 10000),
    fallback: '1',
    allowed: 'whole number from 1 to 10000',
    doc: 'How many workers share the mailbox list.',
    advice: 'Set by the deployment, the same for all workers.',
    environmentOnly: true,
    group: 'Worker',
  }),
  syncMode: setting({
    name: 'SYNC_MODE',
    schema: oneOf('delta', 'full'),
    fallback: 'delta',
    allowed: '`delta` or `full`',
    doc: 'What a run does: read what changed, or read everything again and remove what is gone.',
    advice: 'Use `full` once when the index was changed behind the connector; it fetches and puts every message again.',
    group: 'Worker',
  }),
  syncIntervalHours: setting({
    name: 'SYNC_INTERVAL_HOURS',
    schema: decimal(0.001, 8760),
    fallback: '24',
    allowed: 'hours, from 0.001 to 8760',
    doc: 'Time from the start of one complete run to the start of the next; after an incomplete one the worker comes back sooner.',
    advice: 'Shorten it for fresher search results: a run with nothing new costs about one call for each folder.',
    group: 'Worker',
  }),
  leaseSeconds: setting({
    name: 'LEASE_SECONDS',
    schema: wholeNumber(5, 600),
    fallback: '30',
    allowed: 'seconds, a whole number from 5 to 600',
    doc: 'How long a mailbox stays reserved for a worker that shows no sign of life any more.',
    advice:
      'Shorten it if workers are killed often and their mailboxes should go on sooner; a worker that stands still for ' +
      'two thirds of it gives its mailboxes up.',
    group: 'Worker',
  }),
  enableThreading: setting({
    name: 'ENABLE_THREADING',
    schema: flag,
    fallback: 'true',
    allowed: '`true` or `false`',
    doc: 'Sync several mailboxes at a time.',
    advice: 'Turn it off to look for a fault in the simplest possible sequence of calls.',
    group: 'Worker',
  }),
  maxWorkerThreads: setting({
    name: 'MAX_WORKER_THREADS',
    schema: wholeNumber(1, 64),
    fallback: '4',
    allowed: 'whole number from 1 to 64',
    doc: 'How many mailboxes are synced at a time when `ENABLE_THREADING` is on; they share one sync thread.',
    advice:
      'Raise it when calls to Exchange take long; each mailbox in progress needs memory for its messages in flight.',
    group: 'Worker',
  }),
} as const;

const exchange = {
  exchangeServer: setting({
    name: 'EXCHANGE_SERVER',
    schema: text.regex(/^[a-zA-Z0-9.-]+$/),
    fallback: 'outlook.office365.com',
    allowed: 'a host name',
    doc: 'Host of Exchange Web Services.',
    advice: 'Change it for a national cloud or for Exchange on-premises.',
    group: 'Exchange',
  }),
  exchangeEwsUrl: setting({
    name: 'EXCHANGE_EWS_URL',
    schema: url('https', 'http').refine(
      (value) => new URL(value).protocol === 'https:' || isLoopback(new URL(value).hostname),
    ),
    fallbackDoc: '`https://<EXCHANGE_SERVER>/EWS/Exchange.asmx`',
    allowed: 'an https URL; http only towards this machine',
    doc: 'Address of Exchange Web Services.',
    advice: 'Set it when the address cannot be derived from the server, or to use the sandbox.',
    group: 'Exchange',
  }),
  exchangeAuth: setting({
    name: 'EXCHANGE_AUTH',
    schema: oneOf('entra', 'basic'),
    fallback: 'entra',
    allowed: '`entra` or `basic`',
    doc: 'How the worker proves who it is: an application in Entra ID, or a service account that may impersonate.',
    advice: 'Use `basic` for Exchange on-premises only; Exchange Online refuses it.',
    group: 'Exchange',
  }),
  exchangeClientId: setting({
    name: 'EXCHANGE_CLIENT_ID',
    schema: text,
    fallbackDoc: 'none; needed with `entra`',
    allowed: 'the application (client) id of the app registration',
    doc: 'Application that reads the mailboxes.',
    advice: 'From the app registration in Entra ID.',
    group: 'Exchange',
  }),
  exchangeTenantId: setting({
    name: 'EXCHANGE_TENANT_ID',
    schema: text.regex(/^[a-zA-Z0-9.-]+$/),
    fallbackDoc: 'none; needed with `entra`',
    allowed: 'the directory (tenant) id or one of its domains',
    doc: 'Entra ID tenant of the mailboxes.',
    advice: 'From the app registration in Entra ID.',
    group: 'Exchange',
  }),
  exchangeClientSecret: setting({
    name: 'EXCHANGE_CLIENT_SECRET',
    schema: text,
    fallbackDoc: 'none; with `entra`, this or a certificate',
    allowed: 'a client secret of the application (its value, not its id)',
    doc: 'Secret of the application.',
    advice: 'Prefer a certificate: a secret can be copied, and it expires unannounced.',
    secret: true,
    group: 'Exchange',
  }),
  exchangeCertificate: setting({
    name: 'EXCHANGE_CERTIFICATE',
    schema: text.regex(/-----BEGIN CERTIFICATE-----/),
    fallbackDoc: 'none; with `entra`, this or a secret',
    allowed: 'a certificate in PEM form',
    doc: 'Certificate registered with the application.',
    advice: 'Goes together with `EXCHANGE_PRIVATE_KEY` and wins over a secret.',
    group: 'Exchange',
  }),
  exchangePrivateKey: setting({
    name: 'EXCHANGE_PRIVATE_KEY',
    schema: text.regex(/-----BEGIN (RSA )?PRIVATE KEY-----/),
    fallbackDoc: 'none',
    allowed: 'a private key in PEM form, without passphrase',
    doc: 'Private key of the certificate.',
    advice: 'Keep it in a SecureString parameter only.',
    secret: true,
    group: 'Exchange',
  }),
  exchangeAuthorityUrl: setting({
    name: 'EXCHANGE_AUTHORITY_URL',
    schema: url('https'),
    fallback: 'https://login.microsoftonline.com',
    allowed: 'an https URL',
    doc: 'Where tokens come from.',
    advice: 'Change it for a national cloud.',
    group: 'Exchange',
  }),
  exchangeUsername: setting({
    name: 'EXCHANGE_USERNAME',
    schema: text,
    fallbackDoc: 'none; needed with `basic`',
    allowed: '`user@domain` or `DOMAIN\\user`',
    doc: 'Service account that may impersonate the mailboxes.',
    advice: 'On-premises only.',
    group: 'Exchange',
  }),
  exchangePassword: setting({
    name: 'EXCHANGE_PASSWORD',
    schema: text,
    fallbackDoc: 'none; needed with `basic`',
    allowed: 'the password of the service account',
    doc: 'Password of the service account.',
    advice: 'Keep it in a SecureString parameter only.',
    secret: true,
    group: 'Exchange',
  }),
  exchangePrimarySmtpAddress: setting({
    name: 'EXCHANGE_PRIMARY_SMTP_ADDRESS',
    schema: mailboxList,
    fallbackDoc: 'none; needed',
    allowed: 'primary SMTP addresses, separated by commas',
    doc: 'The mailboxes to bring into the index, in the order in which they are shared among the workers.',
    advice: 'Append new mailboxes at the end: then the others stay with their workers.',
    group: 'Exchange',
  }),
  processMainMailbox: setting({
    name: 'PROCESS_MAIN_MAILBOX',
    schema: flag,
    fallback: 'true',
    allowed: '`true` or `false`',
    doc: 'Index the primary mailboxes.',
    advice: 'Turn it off to index archives alone; what was indexed stays.',
    group: 'Exchange',
  }),
  processArchiveMailbox: setting({
    name: 'PROCESS_ARCHIVE_MAILBOX',
    schema: flag,
    fallback: 'true',
    allowed: '`true` or `false`',
    doc: 'Index the archive mailboxes; a mailbox without one is normal.',
    advice: 'Turn it off to save one call for each mailbox and run where nobody has an archive.',
    group: 'Exchange',
  }),
} as const;

const qbusiness = {
  qbusinessApplicationId: setting({
    name: 'QBUSINESS_APPLICATION_ID',
    schema: qbusinessId,
    fallbackDoc: 'none; needed',
    allowed: '36 letters, digits and hyphens',
    doc: 'Amazon Q Business application.',
    advice: 'From the console or the stack that made it.',
    group: 'Amazon Q Business',
  }),
  qbusinessIndexId: setting({
    name: 'QBUSINESS_INDEX_ID',
    schema: qbusinessId,
    fallbackDoc: 'none; needed',
    allowed: '36 letters, digits and hyphens',
    doc: 'Index of the application.',
    advice: 'From the console or the stack that made it.',
    group: 'Amazon Q Business',
  }),
  qbusinessDatasourceId: setting({
    name: 'QBUSINESS_DATASOURCE_ID',
    schema: qbusinessId,
    fallbackDoc: 'none; needed',
    allowed: '36 letters, digits and hyphens',
    doc: 'Data source of type CUSTOM that the documents belong to.',
    advice: 'Give the connector a data source of its own: it starts and stops its sync jobs.',
    group: 'Amazon Q Business',
  }),
  documentBatchSize: setting({
    name: 'DOCUMENT_BATCH_SIZE',
    schema: wholeNumber(1, 10),
    fallback: '10',
    allowed: 'whole number from 1 to 10, the limit of BatchPutDocument',
    doc: 'How many documents one request to the index carries at the most.',
    advice: 'Leave it at 10: fewer only make more requests.',
    group: 'Amazon Q Business',
  }),
} as const;

const operation = {
  environment: setting({
    name: 'ENVIRONMENT',
    schema: text.regex(/^[a-zA-Z0-9_.-]{1,64}$/),
    fallback: 'dev',
    allowed: '1 to 64 letters, digits, `_`, `.` and `-`',
    doc: 'Name of the environment; part of the parameter prefix and the table name.',
    advice: 'One for each deployment in an account.',
    environmentOnly: true,
    group: 'State and operation',
  }),
  parameterStorePrefix: setting({
    name: 'PARAMETER_STORE_PREFIX',
    schema: text.regex(/^(none|\/[a-zA-Z0-9_.\-/]*[a-zA-Z0-9_.-])$/),
    fallbackDoc: '`/exchange-connector/<ENVIRONMENT>`',
    allowed: 'a path that begins and does not end with `/`, or `none`',
    doc: 'Where in Parameter Store the settings stand; `none` switches Parameter Store off.',
    advice: 'Use `none` to run with environment variables alone.',
    environmentOnly: true,
    group: 'State and operation',
  }),
  dynamodbTableName: setting({
    name: 'DYNAMODB_TABLE_NAME',
    schema: text.regex(/^[a-zA-Z0-9_.-]{3,255}$/),
    fallbackDoc: '`exchange-connector-<ENVIRONMENT>`',
    allowed: '3 to 255 letters, digits, `_`, `.` and `-`',
    doc: 'Table that remembers what is indexed; the worker creates it if it is missing.',
    advice: 'A new name means that everything is indexed again.',
    group: 'State and operation',
  }),
  healthPort: setting({
    name: 'HEALTH_PORT',
    schema: wholeNumber(0, 65535),
    fallback: '8080',
    allowed: 'whole number from 0 to 65535; 0 takes a free port',
    doc: 'Port of `/health` and `/status`.',
    advice: 'Change it when several workers run on one machine.',
    group: 'State and operation',
  }),
  logLevel: setting({
    name: 'LOG_LEVEL',
    schema: oneOf('error', 'warn', 'info', 'debug'),
    fallback: 'info',
    allowed: '`error`, `warn`, `info` or `debug`',
    doc: 'How much is logged.',
    advice: '`debug` logs every call; subjects, bodies and addresses are never logged in clear.',
    group: 'State and operation',
  }),
} as const;

/** All settings. The keys are the names by which the code knows them. */
export const settingsTable = { ...worker, ...exchange, ...qbusiness, ...operation } as const;

type Table = typeof settingsTable;
type Value<S> = S extends Setting<infer T> ? T : never;
/** Settings that always have a value once the whole is valid; the others depend on the way of signing in. */
type OptionalKey =
  | 'exchangeClientId'
  | 'exchangeTenantId'
  | 'exchangeClientSecret'
  | 'exchangeCertificate'
  | 'exchangePrivateKey'
  | 'exchangeUsername'
  | 'exchangePassword';

/** All settings, valid by themselves and together. */
export type Settings = { readonly [K in keyof Table as K extends OptionalKey ? never : K]: Value<Table[K]> } & {
  readonly [K in OptionalKey]: Value<Table[K]> | undefined;
};

export type SettingKey = keyof Table;

/** Keeps the value's type while checking the entry. */
function setting<T>(entry: Setting<T>): Setting<T> {
  return entry;
}

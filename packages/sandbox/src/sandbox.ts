import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuthKind, makeCredentials, onPremisesAccount } from './credentials.ts';
import { type DynamoDbStandIn, startDynamoDb } from './dynamodb/index.ts';
import { type EntraStandIn, startEntra } from './entra/index.ts';
import { type ExchangeOptions, type ExchangeStandIn, startExchange } from './exchange/index.ts';
import { type GraphOptions, type GraphStandIn, startGraph } from './graph/index.ts';
import { indexFields } from './index-fields.ts';
import type { ChangeableWorld } from './mail/index.ts';
import {
  awsVariables,
  environmentName,
  ids,
  parameterCharacters,
  parametersOf,
  writeParameters,
} from './parameters.ts';
import { type QBusinessOptions, type QBusinessStandIn, type ReadObject, startQBusiness } from './qbusiness/index.ts';
import { type S3StandIn, startS3 } from './s3/index.ts';
import { type SsmStandIn, startSsm } from './ssm/index.ts';
import { type StsStandIn, startSts } from './sts/index.ts';

/** What workers may be told to read through. Microsoft Graph serves no archives; `auto` reads them through EWS. */
export const mailApis = ['ews', 'graph', 'auto'] as const;
export type MailApi = (typeof mailApis)[number];

/** What the sandbox is made of. */
export interface SandboxOptions {
  readonly world: ChangeableWorld;
  /** Mailboxes that the parameters name, which may be none; all of the world's without it. */
  readonly mailboxes?: readonly string[];
  readonly exchange?: Pick<ExchangeOptions, 'latencyMs' | 'limits' | 'onExchange'>;
  readonly graph?: Pick<GraphOptions, 'latencyMs' | 'limits'>;
  readonly qbusiness?: Omit<QBusinessOptions, 'ids' | 'readObject'>;
  /** The parameters name the staging bucket, so that large attachments go into the index. */
  readonly staging?: boolean;
  /** How workers prove who they are; an application with a secret without it. */
  readonly auth?: AuthKind;
  /** Life of a token in seconds. */
  readonly tokenSeconds?: number;
  /** What workers are told to read the mailboxes through; nothing is said without it. */
  readonly api?: MailApi;
  /**
   * Makes the organisation a hybrid one: these mailboxes are on a server on-premises, which the parameters name, and not in
   * Exchange Online. Taken out of the set, a mailbox is moved to Exchange Online.
   */
  readonly onPremises?: ReadonlySet<string>;
}

/** All stand-ins, up and wired to each other. */
export interface Sandbox {
  readonly world: ChangeableWorld;
  readonly exchange: ExchangeStandIn;
  /** The same mailboxes through Microsoft Graph. */
  readonly graph: GraphStandIn;
  /** The server on-premises of a hybrid organisation. */
  readonly onPremises?: ExchangeStandIn;
  readonly entra: EntraStandIn;
  readonly qbusiness: QBusinessStandIn;
  readonly ssm: SsmStandIn;
  readonly sts: StsStandIn;
  readonly dynamodb: DynamoDbStandIn;
  readonly s3: S3StandIn;
  /** The parameters name the bucket. */
  readonly staging: boolean;
  /** Environment of a worker. */
  environment(): Readonly<Record<string, string>>;
  /** Writes the connector's parameters through the SDK, as a set-up does. */
  writeParameters(changes?: Readonly<Record<string, string>>): Promise<void>;
  /** Calls of all stand-ins since the last reset, as `service.Operation`. */
  calls(): Readonly<Record<string, number>>;
  resetCalls(): void;
  close(): Promise<void>;
}

const exchangeResource = 'https://outlook.office365.com';
const graphResource = 'https://graph.microsoft.com';

/** The bucket that exists, whether or not the parameters name it. */
const stagingBucket = {
  bucket: 'sandbox-staging',
  account: '123456789012',
  rules: [{ prefix: 'exchange-connector/', days: 3 }],
} as const;
const stagingRole = `arn:aws:iam::${stagingBucket.account}:role/sandbox-staging-reader`;
const stagingParameters = { 'staging-bucket': stagingBucket.bucket, 'staging-role-arn': stagingRole } as const;

/** Amazon Q Business reads in one role, and finds what is in the bucket then. */
function readerOf({ bucket }: S3StandIn): ReadObject {
  return (asked) =>
    asked.roleArn === stagingRole && asked.bucket === bucket.name ? bucket.get(asked.key)?.content : undefined;
}

/** Starts all stand-ins on free ports of this machine. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { world, auth = 'secret', tokenSeconds } = options;
  const sts = await startSts();
  const credentials = await makeCredentials(auth, sts);
  const { application, basic } = credentials;
  const entra = await startEntra({ application, ...(tokenSeconds === undefined ? {} : { tokenSeconds }) });
  const s3 = await startS3(stagingBucket);
  const isOnPremises = (address: string) => options.onPremises?.has(address) === true;
  const [exchange, graph, qbusiness, ssm, dynamodb] = await Promise.all([
    startExchange({
      ...options.exchange,
      world,
      has: (address) => !isOnPremises(address),
      authentication:
        basic === undefined ? { refuseToken: (token) => entra.refuseToken(token, exchangeResource) } : { basic },
    }),
    startGraph({
      ...options.graph,
      world,
      isOnPremises,
      readToken: (token) => entra.readToken(token, graphResource),
    }),
    startQBusiness({ fields: indexFields, ...options.qbusiness, ids, readObject: readerOf(s3) }),
    startSsm(),
    startDynamoDb(),
  ]);
  const onPremises =
    options.onPremises === undefined
      ? {}
      : {
          onPremises: await startExchange({
            ...options.exchange,
            world,
            has: isOnPremises,
            authentication: { basic: onPremisesAccount },
          }),
        };
  const services = { exchange, graph, ...onPremises, entra, qbusiness, ssm, sts, dynamodb, s3 };
  const folder = mkdtempSync(join(tmpdir(), 'connector-sandbox-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, entra.caPem);
  const list = () => (options.mailboxes ?? world.addresses).join(',');
  return {
    world,
    ...services,
    staging: options.staging === true,
    environment: () => environmentOf(services, { caFile, list: list(), api: options.api }),
    writeParameters: (changes) =>
      writeParameters(ssm, {
        ...parametersOf(services, { credentials, list: list() }),
        ...(options.staging === true ? stagingParameters : {}),
        ...changes,
      }),
    calls: () =>
      Object.fromEntries(
        Object.entries(services).flatMap(([name, service]) =>
          Object.entries(service.calls.counts()).map(([operation, count]) => [`${name}.${operation}`, count]),
        ),
      ),
    resetCalls: () => {
      for (const service of Object.values(services)) service.calls.reset();
    },
    close: async () => {
      await Promise.all(Object.values(services).map((service) => service.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Services = Pick<
  Sandbox,
  'exchange' | 'graph' | 'onPremises' | 'entra' | 'qbusiness' | 'ssm' | 'sts' | 'dynamodb' | 's3'
>;

/** The SDK's own variables; credentials that mean nothing, and none looked for elsewhere. */
function environmentOf(
  { graph, qbusiness, ssm, sts, dynamodb, s3 }: Services,
  { caFile, list, api }: { caFile: string; list: string; api: MailApi | undefined },
): Readonly<Record<string, string>> {
  return {
    ...awsVariables,
    AWS_ENDPOINT_URL_QBUSINESS: qbusiness.url,
    AWS_ENDPOINT_URL_SSM: ssm.url,
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    AWS_ENDPOINT_URL_S3: s3.url,
    EXCHANGE_GRAPH_URL: graph.graphUrl,
    ...(api === undefined ? {} : { EXCHANGE_API: api }),
    ...(api === 'graph' ? { PROCESS_ARCHIVE_MAILBOX: 'false' } : {}),
    NODE_EXTRA_CA_CERTS: caFile,
    ENVIRONMENT: environmentName,
    HEALTH_PORT: '0',
    // A list that is too long for a parameter.
    ...(list.length > parameterCharacters ? { EXCHANGE_PRIMARY_SMTP_ADDRESS: list } : {}),
  };
}

import { onPremisesAccount, type SandboxCredentials } from './credentials.ts';
import type { EntraStandIn } from './entra/index.ts';
import type { ExchangeStandIn } from './exchange/index.ts';
import type { SsmStandIn } from './ssm/index.ts';

/** What the stand-in of Amazon Q Business has. */
export const ids = {
  applicationId: 'a0000000-0000-4000-8000-00000000000a',
  indexId: 'b0000000-0000-4000-8000-00000000000b',
  dataSourceId: 'c0000000-0000-4000-8000-00000000000c',
};

/** `ENVIRONMENT` of workers. */
export const environmentName = 'sandbox';
const prefix = `/exchange-connector/${environmentName}`;

/** Characters of the longest parameter (user guide, managing parameter tiers). */
export const parameterCharacters = 8192;

/** Credentials that mean nothing, and none looked for elsewhere. */
export const awsVariables = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'sandbox',
  AWS_SECRET_ACCESS_KEY: 'sandbox',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** The connector's parameters by name, the list of mailboxes only where it fits. */
export function parametersOf(
  { exchange, onPremises, entra }: { exchange: ExchangeStandIn; onPremises?: ExchangeStandIn; entra: EntraStandIn },
  { credentials, list }: { credentials: SandboxCredentials; list: string },
): Record<string, string> {
  return {
    ...credentials.parameters,
    'exchange-authority-url': entra.url,
    'exchange-ews-url': exchange.ewsUrl,
    ...(onPremises === undefined ? {} : onPremisesParameters(onPremises)),
    ...(list === '' || list.length > parameterCharacters ? {} : { 'exchange-primary-smtp-address': list }),
    // Off by default; here everything is to be seen.
    'index-contacts': 'true',
    'qbusiness-application-id': ids.applicationId,
    'qbusiness-index-id': ids.indexId,
    'qbusiness-datasource-id': ids.dataSourceId,
  };
}

function onPremisesParameters({ ewsUrl }: ExchangeStandIn): Record<string, string> {
  return {
    'exchange-on-premises-ews-url': ewsUrl,
    'exchange-on-premises-username': onPremisesAccount.username,
    'exchange-on-premises-password': onPremisesAccount.password,
  };
}

const secure: ReadonlySet<string> = new Set([
  'exchange-client-id',
  'exchange-client-secret',
  'exchange-tenant-id',
  'exchange-private-key',
  'exchange-password',
  'exchange-on-premises-password',
]);

/** Writes parameters through the SDK, as a set-up does. */
export async function writeParameters(ssm: SsmStandIn, parameters: Readonly<Record<string, string>>): Promise<void> {
  // Who needs one stand-in alone does not wait for the SDK.
  const { PutParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient({
    endpoint: ssm.url,
    region: awsVariables.AWS_REGION,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  });
  try {
    for (const [name, Value] of Object.entries(parameters)) {
      const Type = secure.has(name) ? 'SecureString' : 'String';
      const Tier = 'Intelligent-Tiering';
      await client.send(new PutParameterCommand({ Name: `${prefix}/${name}`, Value, Type, Tier, Overwrite: true }));
    }
  } finally {
    client.destroy();
  }
}

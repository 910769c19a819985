import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { SetupError } from './errors.ts';

/** A parameter as it stands in Parameter Store. */
export interface StoredParameter {
  readonly value: string;
  /** `String`, `SecureString` or `StringList`. */
  readonly type: string;
}

/** A parameter as it is to be. */
export interface NewParameter {
  /** With the prefix. */
  readonly path: string;
  readonly value: string;
  readonly type: 'String' | 'SecureString';
  /** Shown in the console. */
  readonly description: string;
  readonly advanced: boolean;
}

/** Parameter Store, as far as the set-up needs it. */
export interface ParameterStore {
  /** The region that is worked in. @throws SetupError when none is known */
  region(): Promise<string>;
  /** All parameters directly under a prefix, decrypted, by name without the prefix. @throws SetupError */
  read(prefix: string): Promise<ReadonlyMap<string, StoredParameter>>;
  /** Creates or overwrites one parameter. @throws SetupError */
  write(parameter: NewParameter): Promise<void>;
  close(): void;
}

/** Whose account and which region; what is left out comes from the AWS SDK's own variables and files. */
export interface AwsOptions {
  readonly profile?: string;
  readonly region?: string;
}

/** Makes no call by itself. */
export function openParameterStore(options: AwsOptions): ParameterStore {
  const client = new SSMClient(options);
  return {
    region: () => told('the region could not be found out', '', () => client.config.region()),
    read: (prefix) =>
      told(`the parameters under ${prefix} could not be read`, readRemedy(prefix), () => readAll(client, prefix)),
    write: (parameter) => told('it was refused', writeRemedy(parameter), () => put(client, parameter)),
    close: () => client.destroy(),
  };
}

async function readAll(client: SSMClient, prefix: string): Promise<ReadonlyMap<string, StoredParameter>> {
  const found = new Map<string, StoredParameter>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(new GetParametersByPathCommand({ Path: prefix, WithDecryption: true, NextToken }));
    for (const { Name = '', Value: value = '', Type: type = '' } of page.Parameters ?? []) {
      found.set(Name.slice(prefix.length + 1), { value, type });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

async function put(client: SSMClient, { path, value, type, description, advanced }: NewParameter): Promise<void> {
  await client.send(
    new PutParameterCommand({
      Name: path,
      Value: value,
      Type: type,
      Description: description,
      Overwrite: true,
      // An advanced parameter cannot become a standard one: this leaves one what it is, and makes new ones standard.
      Tier: advanced ? 'Advanced' : 'Intelligent-Tiering',
    }),
  );
}

/** @throws SetupError that says what failed and what to do */
async function told<T>(what: string, remedy: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (thrown) {
    const { name = '', message = String(thrown) } = thrown as { name?: string; message?: string };
    throw new SetupError(
      `${what}: ${name}: ${message.replace(/\.$/, '')}. ${remedyFor(name, message) ?? remedy}`.trim(),
      {
        cause: thrown,
      },
    );
  }
}

function remedyFor(name: string, message: string): string | undefined {
  if (/region is missing/i.test(message)) return 'Give --region, or set AWS_REGION.';
  if (/Credential|ExpiredToken|UnrecognizedClient|InvalidSignature/i.test(name)) {
    return 'Give --profile, or sign in to AWS: aws sso login, or aws configure.';
  }
  return undefined;
}

function readRemedy(prefix: string): string {
  return `You need ssm:GetParametersByPath on ${prefix} and kms:Decrypt on the key of its SecureString parameters.`;
}

function writeRemedy({ path, type, advanced }: NewParameter): string {
  const key = advanced ? 'kms:GenerateDataKey' : 'kms:Encrypt';
  return `You need ssm:PutParameter on ${path}${type === 'SecureString' ? ` and ${key} on its key` : ''}.`;
}

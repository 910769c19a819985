import { ConnectorError, type FailureKind } from '../errors.ts';
import { excerpt } from './answer.ts';

interface Meaning {
  readonly kind: FailureKind;
  readonly remedy: string;
}

const credentials: Meaning = {
  kind: 'configuration',
  remedy: "Give the worker AWS credentials and a region, a task role in ECS, and check the machine's clock.",
};
const notAllowed: Meaning = {
  kind: 'configuration',
  remedy:
    'Let the task role call sts:GetWebIdentityToken for the audience api://AzureADTokenExchange: the stack does with the ' +
    'option federatedCredential.',
};

/** Errors of GetWebIdentityToken by name, with what to do. AWS STS API reference, GetWebIdentityToken and common errors. */
const meanings: Readonly<Record<string, Meaning>> = {
  OutboundWebIdentityFederationDisabledException: {
    kind: 'configuration',
    remedy:
      'Enable it for the AWS account, once: aws iam enable-outbound-web-identity-federation. Or set EXCHANGE_CREDENTIAL ' +
      'to certificate or secret.',
  },
  AccessDenied: notAllowed,
  AccessDeniedException: notAllowed,
  // The SDK gets a new session before the old one ends.
  SessionDurationEscalationException: { kind: 'transient', remedy: 'The session of the task role is about to end.' },
  CredentialsProviderError: credentials,
  ExpiredToken: credentials,
  ExpiredTokenException: credentials,
  InvalidClientTokenId: credentials,
  MissingAuthenticationToken: credentials,
  SignatureDoesNotMatch: credentials,
  UnrecognizedClientException: credentials,
  ValidationError: {
    kind: 'configuration',
    remedy: 'AWS_REGION has to be a region with a regional STS endpoint; the global one does not have the operation.',
  },
};

const perhapsLater: Meaning = {
  kind: 'transient',
  remedy: 'Check that the worker can reach STS of its region (a route to the internet or a VPC endpoint for sts).',
};

/** Errors of the service have a name that says what they are, those of a connection a code. */
interface Thrown {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
}

/** Why AWS gave no token for the task role. */
export function webIdentityFailure(thrown: unknown, signal: AbortSignal): ConnectorError {
  if (signal.aborted) {
    return new ConnectorError({ code: 'cancelled', kind: 'cancelled', message: 'the call was cancelled' });
  }
  const { name = 'Error', code, message: said = '' } = thrown as Thrown;
  const cause = code ?? name;
  const { kind, remedy } = meaningOf(cause, said);
  const message = `AWS STS gave the task role no token (${cause}): ${excerpt(said).replace(/\.$/, '')}. ${remedy}`;
  return new ConnectorError({ code: `sts.${cause}`, kind, message }, { cause: thrown });
}

function meaningOf(cause: string, said: string): Meaning {
  if (/throttl/i.test(cause)) return { ...perhapsLater, kind: 'throttled' };
  if (/region is missing/i.test(said)) return credentials;
  return meanings[cause] ?? perhapsLater;
}

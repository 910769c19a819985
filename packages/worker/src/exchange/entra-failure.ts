import { AuthError } from '@azure/msal-node';
import { ConnectorError, type Failure } from '../errors.ts';
import { excerpt, type HttpAnswer, retryAfter } from './answer.ts';

/** Errors of Entra ID by number, with what to do. Microsoft: Entra authentication error codes. */
const remedies: Readonly<Record<string, string>> = {
  AADSTS7000215:
    'The client secret is wrong. Put the value of a valid secret, not its id, into EXCHANGE_CLIENT_SECRET.',
  AADSTS7000222: 'The client secret has expired. Make a new one and put its value into EXCHANGE_CLIENT_SECRET.',
  AADSTS700016: 'The application is not known in this tenant. Check EXCHANGE_CLIENT_ID and EXCHANGE_TENANT_ID.',
  AADSTS90002: 'The tenant is not known. Check EXCHANGE_TENANT_ID.',
  AADSTS900023: 'The tenant is not known. Check EXCHANGE_TENANT_ID.',
  AADSTS700027: 'The certificate is not registered with the application, or has expired. Check EXCHANGE_CERTIFICATE.',
  AADSTS50013:
    'The token of AWS is not signed by its issuer. Check the issuer of the federated credential in Entra ID.',
  AADSTS50166:
    'Entra ID could not read the keys of the issuer. Check the issuer of the federated credential in Entra ID.',
  AADSTS70021:
    'The application has no federated credential for this role. Add one with the issuer of the AWS account and the ARN of the task role.',
  AADSTS700211:
    'The application has no federated credential with this issuer. Set it to the issuer URL of the AWS account: aws iam get-outbound-web-identity-federation-info.',
  AADSTS700212: 'Set the audience of the federated credential in Entra ID to api://AzureADTokenExchange.',
  AADSTS700213: 'Set the subject of the federated credential in Entra ID to the ARN of the task role.',
  AADSTS700024: "The assertion is out of its time. Check the machine's clock.",
  AADSTS7000112: 'The application is disabled. Enable it in Entra ID.',
  AADSTS1002012: 'The scope is wrong. Check EXCHANGE_EWS_URL.',
};

/** Numbers that say "too many requests": LoopDetected and TenantThrottlingError. */
const busyNumbers: ReadonlySet<string> = new Set(['AADSTS50196', 'AADSTS90055']);
/**
 * Numbers that Microsoft calls temporary, whatever the status: ExternalServerRetryableError, RequestTimeout,
 * RequestBudgetExceededError (two), MsodsServiceUnavailable, GraphRetryableError, OAuth2IdPRetryableServerError.
 */
const passingNumbers: ReadonlySet<string> = new Set([
  'AADSTS90006',
  'AADSTS90012',
  'AADSTS90024',
  'AADSTS90025',
  'AADSTS90033',
  'AADSTS90090',
  'AADSTS40010',
]);

/** What an answer of Entra ID that holds no token means. */
export function entraFailure(answer: HttpAnswer, nowMs: number): Failure {
  const { status, headers, text } = answer;
  const said = description(text);
  const number = /AADSTS\d+/.exec(said)?.[0];
  const code = number === undefined ? `entra.http-${status}` : `entra.${number}`;
  const advice = retryAfter(headers, nowMs);
  if (status === 429 || busyNumbers.has(number ?? '')) {
    return { code, kind: 'throttled', message: `Entra ID is busy (HTTP ${status}): ${said}`, ...advice };
  }
  if (status >= 500 || status === 408 || passingNumbers.has(number ?? '')) {
    // Advice that is too long to be waited for is for whoever throttles to give.
    const kind = status === 503 || advice.retryAfterMs !== undefined ? 'throttled' : 'transient';
    return { code, kind, message: `Entra ID has a temporary problem (HTTP ${status}): ${said}`, ...advice };
  }
  const remedy = number === undefined ? whereToLook : (remedies[number] ?? 'Check the application in Entra ID.');
  return {
    code,
    kind: 'configuration',
    message: `Entra ID refused the application (HTTP ${status}): ${said} ${remedy}`,
  };
}

const whereToLook = 'Check EXCHANGE_TENANT_ID and EXCHANGE_AUTHORITY_URL.';

/** First line of the description; whole answers may come from a proxy and be long. */
function description(text: string): string {
  try {
    const { error_description: described, error } = JSON.parse(text) as Record<string, unknown>;
    return excerpt(String(described ?? error ?? '').split(/\r?\n/)[0] ?? '');
  } catch {
    return 'the answer is not JSON.';
  }
}

/** What MSAL finds wrong by itself: no request was refused, so the settings are. */
export function localFailure(thrown: unknown): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown;
  const said = thrown instanceof AuthError ? `${thrown.errorCode}: ${thrown.errorMessage}` : String(thrown);
  const message =
    `no token could be asked for: ${excerpt(said)}. ${whereToLook} With a certificate, check EXCHANGE_CERTIFICATE and ` +
    'EXCHANGE_PRIVATE_KEY, both in PEM form.';
  return new ConnectorError({ code: 'entra.not-asked', kind: 'configuration', message }, { cause: thrown });
}

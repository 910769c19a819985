import type { MailApi, Settings } from '@connector/shared';
import { readCertificate, type SignIn } from '../../exchange/index.ts';
import type { Check, Finding } from './check.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Days before its end that a certificate is warned of: time enough to order and register another. */
const warningDays = 30;

/** The permission in Entra ID that reaches every mailbox of a tenant (Microsoft: app-only access to EWS; Graph permissions). */
const tenantRoles: Readonly<Record<MailApi, string>> = { ews: 'full_access_as_app', graph: 'Mail.Read' };
const apiNames: Readonly<Record<MailApi, string>> = { ews: 'EWS', graph: 'Microsoft Graph' };

/** Whether Entra ID gives a token for what mail is read through, and which permission it carries. */
export function tokenCheck(api: MailApi, { exchangeAuth, exchangeCredential }: Settings, signIn: SignIn): Check {
  const role = tenantRoles[api];
  return {
    name: `token for ${apiNames[api]}`,
    remedy: 'docs/guides/secrets.md tells what each kind of credential needs.',
    run: async (signal) => {
      if (exchangeAuth === 'basic') return { status: 'skip', finding: 'a service account needs none' };
      const roles = rolesOf(await signIn.authorization(signal));
      const got = `Entra ID gave one for the ${exchangeCredential === 'federated' ? 'federated credential' : exchangeCredential}`;
      if (roles.includes(role)) {
        return {
          status: 'warn',
          finding: `${got}, with ${role}: it opens every mailbox of the tenant`,
          remedy: narrower,
        };
      }
      const finding = `${got}, without ${role}: it opens the mailboxes that RBAC for Applications allows, and no other`;
      return { status: 'pass', finding };
    },
  };
}

const narrower =
  'Limit the application with RBAC for Applications and take the permission from it in Entra ID (docs/guides/getting-started.md).';

/** Application permissions in an access token of Entra ID; tokens for Exchange are JWTs. */
function rolesOf(authorization: string): readonly string[] {
  const [, payload = ''] = authorization.split('.');
  try {
    const { roles } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
      readonly roles?: readonly string[];
    };
    return roles ?? [];
  } catch {
    return [];
  }
}

/** How long the certificate is good for. Undefined when none is used. */
export function certificateCheck(settings: Settings, now: () => number): Check | undefined {
  const { exchangeAuth, exchangeCredential, exchangeCertificate = '' } = settings;
  if (exchangeAuth !== 'entra' || exchangeCredential !== 'certificate') return undefined;
  return {
    name: 'certificate',
    remedy: renewal,
    run: async () => validity(Date.parse(readCertificate(exchangeCertificate).validTo), now()),
  };
}

const renewal =
  'Register a new one with the application, then put it and its key into the parameters (docs/guides/secrets.md).';

function validity(endsAt: number, now: number): Finding {
  const days = Math.floor((endsAt - now) / dayMs);
  const end = new Date(endsAt).toISOString().slice(0, 10);
  if (days < 0) return { status: 'fail', finding: `it ended on ${end}`, remedy: renewal };
  const finding = `it ends on ${end}, in ${days} days`;
  return days < warningDays ? { status: 'warn', finding, remedy: renewal } : { status: 'pass', finding };
}

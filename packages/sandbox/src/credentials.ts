import { type EntraApplication, makeClientCertificate } from './entra/index.ts';

/**
 * How workers of the sandbox prove who they are: an application with a secret, a certificate or a federated credential, or
 * a service account.
 */
export const authKinds = ['secret', 'certificate', 'federated', 'basic'] as const;
export type AuthKind = (typeof authKinds)[number];

/** What the stand-ins accept, with the parameters of a worker that uses it. */
export interface SandboxCredentials {
  readonly application: EntraApplication;
  /** Service account as of an on-premises Exchange; then no token is accepted. */
  readonly basic?: { readonly username: string; readonly password: string };
  readonly parameters: Readonly<Record<string, string>>;
}

/** Service account of the server on-premises in a hybrid organisation. */
export const onPremisesAccount = { username: 'ONPREM\\svc-connector', password: 'sandbox-on-premises-password' };

const tenantId = 'contoso.example';
const clientId = 'd0000000-0000-4000-8000-00000000000d';

/** Audience of tokens for Entra ID (Microsoft: federatedIdentityCredential). */
const federatedAudience = 'api://AzureADTokenExchange';

/** @param role whose tokens the application trusts with `federated` */
export async function makeCredentials(
  kind: AuthKind,
  role: { readonly issuer: string; readonly subject: string },
): Promise<SandboxCredentials> {
  const application = { tenantId, clientId };
  const parameters = { 'exchange-client-id': clientId, 'exchange-tenant-id': tenantId };
  if (kind === 'basic') {
    const basic = { username: 'CONTOSO\\svc-connector', password: 'sandbox-password' };
    const account = { 'exchange-username': basic.username, 'exchange-password': basic.password };
    return { application, basic, parameters: { 'exchange-auth': 'basic', ...account } };
  }
  if (kind === 'federated') {
    const { issuer, subject } = role;
    return {
      application: { ...application, federated: { issuer, subject, audience: federatedAudience } },
      parameters: { ...parameters, 'exchange-credential': 'federated' },
    };
  }
  if (kind === 'secret') {
    const clientSecret = 'sandbox-client-secret';
    return {
      application: { ...application, clientSecret },
      parameters: { ...parameters, 'exchange-client-secret': clientSecret },
    };
  }
  const { certificate, privateKey } = await makeClientCertificate();
  const pems = { 'exchange-certificate': certificate, 'exchange-private-key': privateKey };
  return { application: { ...application, certificate }, parameters: { ...parameters, ...pems } };
}

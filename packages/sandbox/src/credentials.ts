import { type EntraApplication, makeClientCertificate } from './entra/index.ts';

/** How workers of the sandbox prove who they are: an application with a secret or a certificate, or a service account. */
export const authKinds = ['secret', 'certificate', 'basic'] as const;
export type AuthKind = (typeof authKinds)[number];

/** What the stand-ins accept, with the parameters of a worker that uses it. */
export interface SandboxCredentials {
  readonly application: EntraApplication;
  /** Service account as of an on-premises Exchange; then no token is accepted. */
  readonly basic?: { readonly username: string; readonly password: string };
  readonly parameters: Readonly<Record<string, string>>;
}

const tenantId = 'contoso.example';
const clientId = 'd0000000-0000-4000-8000-00000000000d';

export async function makeCredentials(kind: AuthKind): Promise<SandboxCredentials> {
  const application = { tenantId, clientId };
  const parameters = { 'exchange-client-id': clientId, 'exchange-tenant-id': tenantId };
  if (kind === 'basic') {
    const basic = { username: 'CONTOSO\\svc-connector', password: 'sandbox-password' };
    const account = { 'exchange-username': basic.username, 'exchange-password': basic.password };
    return { application, basic, parameters: { 'exchange-auth': 'basic', ...account } };
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

import { createHash, X509Certificate } from 'node:crypto';
import type { NodeAuthOptions } from '@azure/msal-node';
import type { Settings } from '@connector/shared';
import { ConnectorError } from '../errors.ts';

/** Settings that say what the application proves itself with. */
export type ClientCredentialSettings = Pick<
  Settings,
  'exchangeCredential' | 'exchangeClientSecret' | 'exchangeCertificate' | 'exchangePrivateKey'
>;

/**
 * What MSAL proves the application with.
 * @param federated gives a token that Entra ID trusts in place of one of the application's own
 * @throws ConnectorError of kind `configuration` when the certificate is none
 */
export function clientCredential(
  settings: ClientCredentialSettings,
  federated: () => Promise<string>,
): Partial<NodeAuthOptions> {
  const { exchangeCredential, exchangeCertificate = '', exchangePrivateKey = '', exchangeClientSecret = '' } = settings;
  switch (exchangeCredential) {
    case 'federated':
      return { clientAssertion: federated };
    case 'secret':
      return { clientSecret: exchangeClientSecret };
    case 'certificate': {
      const thumbprintSha256 = createHash('sha256').update(readCertificate(exchangeCertificate).raw).digest('hex');
      return { clientCertificate: { thumbprintSha256, privateKey: exchangePrivateKey, x5c: exchangeCertificate } };
    }
  }
}

/** @throws ConnectorError of kind `configuration` when it is none */
export function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (thrown) {
    const message = 'EXCHANGE_CERTIFICATE is not a certificate in PEM form; it begins with -----BEGIN CERTIFICATE-----';
    throw new ConnectorError({ code: 'entra.certificate', kind: 'configuration', message }, { cause: thrown });
  }
}

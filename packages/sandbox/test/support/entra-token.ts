import { request } from 'node:https';
import type { Sandbox } from '../../src/index.ts';

/** A token of the sandbox's application for a resource, proved by its secret. */
export async function tokenFor({ entra }: Sandbox, resource: string): Promise<string> {
  const { tenantId, clientId, clientSecret = '' } = entra.application;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const body = String(new URLSearchParams({ ...form, scope: `${resource}/.default` }));
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const url = `${entra.url}/${tenantId}/oauth2/v2.0/token`;
  const text = await new Promise<string>((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, ca: entra.caPem, agent: false }, (response) => {
      let all = '';
      response.on('data', (chunk) => {
        all += String(chunk);
      });
      response.on('end', () => resolve(all));
    });
    sent.on('error', reject);
    sent.end(body);
  });
  return String((JSON.parse(text) as { access_token?: string }).access_token);
}

import { describe, expect, it } from '@jest/globals';
import { mailRoutes, resolveSettings } from '../../src/index.ts';
import { validSettings as valid } from './valid-settings.ts';

const account = { EXCHANGE_AUTH: 'basic', EXCHANGE_USERNAME: 'svc', EXCHANGE_PASSWORD: 'p' };
const url = 'https://mail.contoso.com/EWS/Exchange.asmx';
const onPremises = {
  EXCHANGE_ON_PREMISES_EWS_URL: url,
  EXCHANGE_ON_PREMISES_USERNAME: 'CONTOSO\\svc',
  EXCHANGE_ON_PREMISES_PASSWORD: 'very-secret-too',
};

function resolved(changes: Readonly<Record<string, string>>) {
  return resolveSettings({ env: { ...valid, ...changes }, parameters: {}, prefix: undefined });
}

function settingsWith(changes: Readonly<Record<string, string>>) {
  const found = resolved(changes);
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.settings;
}

function problemsOf(changes: Readonly<Record<string, string>>): readonly string[] {
  const found = resolved(changes);
  return found.ok ? [] : found.problems.map(({ message }) => message);
}

describe('mail is read', () => {
  it.each<[string, Readonly<Record<string, string>>, ReturnType<typeof mailRoutes>]>([
    ['in Exchange Online', {}, { primary: 'graph', archive: 'ews' }],
    ['in a national cloud', { EXCHANGE_SERVER: 'outlook.office365.us' }, { primary: 'graph', archive: 'ews' }],
    ['in the sandbox', { EXCHANGE_EWS_URL: 'http://127.0.0.1:1/EWS' }, { primary: 'graph', archive: 'ews' }],
    ['on-premises', { ...account, EXCHANGE_SERVER: 'mail.contoso.com' }, { primary: 'ews', archive: 'ews' }],
    ['on-premises with tokens', { EXCHANGE_EWS_URL: url }, { primary: 'ews', archive: 'ews' }],
    ['without archives', { PROCESS_ARCHIVE_MAILBOX: 'no' }, { primary: 'graph', archive: undefined }],
    ['of archives alone', { PROCESS_MAIN_MAILBOX: 'no' }, { primary: undefined, archive: 'ews' }],
    ['as it is told: graph', { EXCHANGE_API: 'graph' }, { primary: 'graph', archive: 'graph' }],
    ['as it is told: ews', { EXCHANGE_API: 'ews' }, { primary: 'ews', archive: 'ews' }],
  ])('%s', (_, changes, routes) => {
    expect(mailRoutes(settingsWith(changes))).toEqual(routes);
  });

  it.each([
    ['outlook.office365.com', 'https://graph.microsoft.com/v1.0'],
    ['outlook.office365.us', 'https://graph.microsoft.us/v1.0'],
    ['outlook-dod.office365.us', 'https://dod-graph.microsoft.us/v1.0'],
    ['WEBMAIL.apps.mil', 'https://dod-graph.microsoft.us/v1.0'],
    ['partner.outlook.cn', 'https://microsoftgraph.chinacloudapi.cn/v1.0'],
  ])('through the Graph of the cloud of %s', (EXCHANGE_SERVER, graph) => {
    expect(settingsWith({ EXCHANGE_SERVER })).toMatchObject({ exchangeGraphUrl: graph });
    const own = 'https://graph.contoso.com/v1.0';
    expect(settingsWith({ EXCHANGE_SERVER, EXCHANGE_GRAPH_URL: own })).toMatchObject({ exchangeGraphUrl: own });
  });
});

describe('a server on-premises beside Exchange Online', () => {
  it('needs an account, and an account needs the server', () => {
    expect(problemsOf(onPremises)).toEqual([]);
    const { EXCHANGE_ON_PREMISES_EWS_URL: _, ...accountAlone } = onPremises;
    expect(problemsOf(accountAlone)).toEqual([
      expect.stringMatching(/^EXCHANGE_ON_PREMISES_EWS_URL is not set although an account for it is\./),
    ]);
    expect(problemsOf({ EXCHANGE_ON_PREMISES_EWS_URL: url })).toEqual([
      expect.stringMatching(/^EXCHANGE_ON_PREMISES_USERNAME is not set although EXCHANGE_ON_PREMISES_EWS_URL is\./),
      expect.stringMatching(/^EXCHANGE_ON_PREMISES_PASSWORD is not set although EXCHANGE_ON_PREMISES_EWS_URL is\./),
    ]);
  });

  it('is not Exchange Online', () => {
    const cloud = { ...onPremises, EXCHANGE_ON_PREMISES_EWS_URL: 'https://outlook.office365.com/EWS/Exchange.asmx' };
    expect(problemsOf(cloud)).toEqual([expect.stringMatching(/leads to Exchange Online, which refuses/)]);
  });

  it.each([
    ['ews', [expect.stringMatching(/^EXCHANGE_ON_PREMISES_EWS_URL is set but not used/)]],
    ['auto', []],
  ])('is warned of where it is not used: with %s', (EXCHANGE_API, warnings) => {
    expect(resolved({ ...onPremises, EXCHANGE_API })).toMatchObject({ warnings });
  });

  it('keeps its password out of problems', () => {
    expect(problemsOf({ ...onPremises, SYNC_MODE: 'very-secret-too' }).join('\n')).not.toContain('very-secret-too');
  });
});

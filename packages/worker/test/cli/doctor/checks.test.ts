import { makeClientCertificate } from '@connector/sandbox';
import type { Settings } from '@connector/shared';
import { describe, expect, it } from '@jest/globals';
import { runCheck } from '../../../src/cli/doctor/check.ts';
import { ewsAvailability } from '../../../src/cli/doctor/ews-availability.ts';
import { graphPermission } from '../../../src/cli/doctor/graph-permission.ts';
import { indexChecks } from '../../../src/cli/doctor/index-checks.ts';
import { askMailboxes, type MailboxOutcome, summarize } from '../../../src/cli/doctor/mailbox-checks.ts';
import { doctorReport, reportText } from '../../../src/cli/doctor/report.ts';
import { certificateCheck, tokenCheck } from '../../../src/cli/doctor/sign-in-checks.ts';
import { tableChecks } from '../../../src/cli/doctor/table-checks.ts';
import { ConnectorError } from '../../../src/errors.ts';
import type { IndexInspector } from '../../../src/qbusiness/index.ts';
import type { MailSource } from '../../../src/sync/ports/index.ts';

const never = new AbortController().signal;
const day = 24 * 60 * 60 * 1000;

describe('a check', () => {
  it('that throws fails with what it threw, and its remedy', async () => {
    const run = async () => {
      throw new ConnectorError({ code: 'x', kind: 'transient', message: 'it broke' });
    };
    const result = await runCheck({ name: 'a', remedy: 'mend it', run }, 60_000);
    expect(result).toEqual({ name: 'a', status: 'fail', finding: 'it broke', remedy: 'mend it' });
  });

  it('that never ends fails when its time is over, whether it heeds the signal or not', async () => {
    const finding = 'there was no result within 0.001 seconds';
    expect(await runCheck({ name: 'a', run: () => new Promise(() => {}) }, 1)).toMatchObject({
      status: 'fail',
      finding,
    });
    const heeds = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    expect(await runCheck({ name: 'a', run: heeds }, 1)).toMatchObject({ status: 'fail', finding });
  });
});

describe('a table that is being made', () => {
  it('is waited for, and its rows are not asked for', async () => {
    const inspector = {
      status: async () => 'CREATING',
      tryRowAccess: () => Promise.reject(new Error('Requested resource not found')),
      close: () => {},
    };
    const results = await Promise.all(tableChecks(inspector).map((check) => runCheck(check, 60_000)));
    expect(results.map(({ status }) => status)).toEqual(['warn', 'skip']);
  });
});

describe('EWS in Exchange Online', () => {
  const ewsUrl = 'https://outlook.office365.com/EWS/Exchange.asmx';
  const reached = { code: undefined } as MailboxOutcome;
  const refused = { code: 'http.403' } as MailboxOutcome;
  const unknown = { code: 'http.401' } as MailboxOutcome;

  it.each<[string, Partial<Parameters<typeof ewsAvailability>[0]>, string, RegExp]>([
    ['is warned of until it ends', {}, 'warn', /^mailboxes are read .* on 1 April 2027, in 125 days/],
    ['is warned of for archives', { use: 'archives' }, 'warn', /^archives are read .* in 125 days/],
    ['is over after it', { now: Date.UTC(2027, 3, 1) }, 'fail', /ended/],
    ['is not concerned on-premises', { ewsUrl: 'https://mail.contoso.com/EWS/Exchange.asmx' }, 'skip', /not concerned/],
    ['is blocked when every mailbox says 403', { outcomes: [refused, refused] }, 'fail', /every mailbox/],
    ['is blocked for archives', { outcomes: [refused], use: 'archives' }, 'fail', /every archive answered HTTP 403/],
    ['is not permitted for archives', { outcomes: [unknown], use: 'archives' }, 'fail', /no permission for EWS/],
    ['is not blocked when one is reached', { outcomes: [refused, reached] }, 'warn', /125 days/],
    ['is not blocked when none was asked', { outcomes: [] }, 'warn', /125 days/],
  ])('%s', (_, changes, status, finding) => {
    const parts = { ewsUrl, use: 'mailboxes' as const, outcomes: [reached], now: Date.UTC(2026, 10, 27), ...changes };
    expect(ewsAvailability(parts)).toMatchObject({ status, finding: expect.stringMatching(finding) });
  });
});

describe('the permission for Microsoft Graph', () => {
  const of = (...codes: readonly (string | undefined)[]) =>
    graphPermission(codes.map((code) => ({ code }) as MailboxOutcome));

  it('is missing when every mailbox is refused, and both ways out are named', () => {
    expect(of('ErrorAccessDenied', 'http.403')).toMatchObject({
      status: 'fail',
      remedy: expect.stringMatching(/Mail\.Read.*EXCHANGE_API to ews/),
    });
  });

  it.each([
    ['pass', ['ErrorAccessDenied', undefined]],
    ['skip', ['ErrorAccessDenied', 'ErrorInvalidUser']],
    ['skip', []],
  ] as const)('is else no failure: %s', (status, codes) => {
    expect(of(...codes).status).toBe(status);
  });
});

describe('the token', () => {
  const settings = { exchangeAuth: 'entra', exchangeCredential: 'federated' } as Settings;
  const jwt = (claims: object) => `Bearer x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
  const look = async (value: string) => {
    const check = tokenCheck('ews', settings, { authorization: async () => value, close: () => {} });
    return runCheck(check, 60_000);
  };

  it('is warned of when it opens more than the mailboxes that are wanted', async () => {
    expect(await look(jwt({ roles: ['full_access_as_app'] }))).toMatchObject({
      status: 'warn',
      finding: expect.stringContaining('federated credential, with full_access_as_app'),
      remedy: expect.stringContaining('RBAC for Applications'),
    });
    for (const narrow of [jwt({}), 'Bearer opaque']) {
      expect(await look(narrow)).toMatchObject({
        status: 'pass',
        finding: expect.stringContaining('without full_access_as_app'),
      });
    }
  });
});

describe('the certificate', () => {
  const made = Date.UTC(2026, 0, 1);
  const settingsOf = async (exchangeCredential: Settings['exchangeCredential']) => {
    const { certificate } = await makeClientCertificate(made);
    return {
      exchangeAuth: 'entra',
      exchangeCredential,
      exchangeCertificate: certificate,
    } as Settings;
  };

  it.each([
    [0, 'pass', /in 30 days/],
    [1, 'warn', /in 29 days/],
    [29, 'warn', /in 1 days/],
    [31, 'fail', /ended on 2026-01-31/],
  ])('%i days after it was made', async (days, status, finding) => {
    const check = certificateCheck(await settingsOf('certificate'), () => made + days * day);
    if (check === undefined) throw new Error('there is a check');
    expect(await runCheck(check, 60_000)).toMatchObject({ status, finding: expect.stringMatching(finding) });
  });

  it('is not looked at when it is not used', async () => {
    expect(certificateCheck(await settingsOf('federated'), () => made)).toBeUndefined();
  });
});

describe('the capacity', () => {
  const megabyte = 1024 * 1024;
  it.each([
    [15_999, 0, 'pass', '79 % is used: 15999 of 20000 documents, 0 of 200 MB of text'],
    [16_000, 0, 'warn', '80 % is used'],
    [1, 160 * megabyte, 'warn', '80 % is used: 1 of 20000 documents, 160 of 200 MB'],
    [20_000, 0, 'fail', '100 % is used'],
  ])('with %i documents and %i bytes of text', async (documents, textBytes, status, finding) => {
    const index = async () => ({ status: 'ACTIVE', fields: new Map(), units: 1, documents, textBytes });
    const inspector = { index } as unknown as IndexInspector;
    const check = indexChecks({ inspector, wanted: [], fix: false }).find(({ name }) => name === 'index capacity');
    expect(await check?.run(never)).toMatchObject({ status, finding: expect.stringContaining(finding) });
  });
});

describe('many mailboxes', () => {
  const addresses = Array.from({ length: 12 }, (_, number) => `m${number}@contoso.example`);

  /** Answers when it is let; one mailbox never does. */
  function source(options: { readonly hanging?: string; readonly onCall?: () => void } = {}) {
    let open = 0;
    let most = 0;
    const mail: Partial<MailSource> = {
      open: ({ address }) =>
        ({
          listFolderChanges: async () => {
            open += 1;
            most = Math.max(most, open);
            options.onCall?.();
            await (address === options.hanging
              ? new Promise(() => {})
              : new Promise((resolve) => setImmediate(resolve)));
            open -= 1;
            return { changes: [], cursor: '', complete: true };
          },
        }) as unknown as ReturnType<MailSource['open']>,
    };
    return { mail: mail as MailSource, most: () => most };
  }
  const ask = (mail: MailSource, enough = never, limitMs = 60_000) =>
    askMailboxes({ source: mail, store: 'primary', addresses, showAddresses: true, limitMs, enough });

  it('are asked four at a time', async () => {
    const { mail, most } = source();
    expect(await ask(mail)).toHaveLength(12);
    expect(most()).toBe(4);
  });

  it('do not wait for one that never answers', async () => {
    const { mail } = source({ hanging: 'm3@contoso.example' });
    const results = summarize(await ask(mail, never, 50), { wanted: 12, store: 'primary' });
    expect(results[0]).toMatchObject({ name: 'mailboxes', status: 'pass', finding: '11 of 12 could be read' });
    expect(results.slice(1)).toMatchObject([{ name: 'mailbox m3@contoso.example', status: 'fail' }]);
  });

  it('that nobody came to in time are counted, and are no failures', async () => {
    const enough = new AbortController();
    const { mail } = source({ onCall: () => enough.abort() });
    const results = summarize(await ask(mail, enough.signal), { wanted: 12, store: 'primary' });
    expect(results[0]).toMatchObject({ status: 'pass', finding: '1 of 12 could be read' });
    expect(results.at(-1)).toMatchObject({ status: 'warn', finding: expect.stringMatching(/^11 were not asked/) });
  });
});

describe('the report', () => {
  const results = [
    { name: 'index', status: 'pass', finding: 'fine', remedy: 'nothing' },
    {
      name: 'mailbox ann@contoso.example',
      status: 'fail',
      finding: 'of ann@contoso.example\nBearer abcdefghijklmnopq',
      remedy: 'x',
    },
    { name: 'b', status: 'warn', finding: 'odd' },
    { name: 'c', status: 'skip', finding: 'not now' },
  ] as const;

  it('is a table with remedies of what is not right, and a count', () => {
    const text = reportText(doctorReport(results));
    expect(text).toMatch(/^pass {2}index {24}fine\nfail/);
    expect(text).not.toContain('nothing');
    expect(text).toMatch(/-> x$/m);
    expect(text).toContain('1 passed, 1 warnings, 1 failed, 1 not looked at.');
  });

  it('shows neither secrets nor addresses that services echo', () => {
    const text = JSON.stringify(doctorReport(results).checks.map(({ finding }) => finding));
    expect(text).not.toMatch(/ann@|abcdefg/);
  });

  it('is well unless something failed', () => {
    expect(doctorReport(results).ok).toBe(false);
    expect(doctorReport(results.filter(({ status }) => status !== 'fail')).ok).toBe(true);
  });
});

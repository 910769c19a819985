import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MailMessage } from '../../src/documents/index.ts';
import { entraGroupsOf, ownGroupName } from '../../src/scope/index.ts';
import { testMessage } from '../support/test-documents.ts';
import { attachment, folderAt, mailboxes, scopeOf } from './scopes.ts';

type Env = Readonly<Record<string, string>>;

const now = new Date('2026-03-10T12:00:00Z');

/** What a scope is asked about. */
interface Question {
  readonly address: string;
  readonly path: string;
  readonly ids: readonly string[];
  readonly mail: MailMessage;
  readonly file: string;
}

function answers(env: Env, { address, path, ids, mail, file }: Question): string {
  const scope = scopeOf(env);
  return JSON.stringify([
    scope.mailboxes([address]),
    scope.wantsFolder(folderAt(path, { wellKnownNames: ids })),
    scope.refuses(mail, now),
    scope.refusesAttachment(attachment({ name: file, contentType: 'text/plain' })),
    scope.accessOf(address).allow,
  ]);
}

describe('the mailboxes of a scope', () => {
  it('are all of the list, if nothing is said', () => {
    expect(scopeOf().mailboxes(mailboxes)).toEqual(mailboxes);
  });

  it('are those that are included and not excluded, in the order of the list', () => {
    const scope = scopeOf({ MAILBOX_INCLUDE: 'info*, *@contoso.com', MAILBOX_EXCLUDE: 'ann@*' });
    expect(scope.mailboxes([...mailboxes].reverse())).toEqual(['info@contoso.com', 'ben@contoso.com']);
  });
});

describe('access to a mailbox', () => {
  const allowed = (map: string, address: string) => scopeOf({ ACCESS_MAP: map }).accessOf(address).allow;

  it("is the owner's, if the map has no entry", () => {
    expect(allowed('info@contoso.com=group:Sales', 'ann@contoso.com')).toEqual([
      { kind: 'user', id: 'ann@contoso.com' },
    ]);
  });

  it('is for exactly those whom the map names, and for the owner only if named', () => {
    const sales = { kind: 'group', name: 'Sales' };
    expect(allowed('INFO@contoso.com=group:Sales', 'info@contoso.com')).toEqual([sales]);
    expect(allowed('info@contoso.com=user:Info@contoso.com,group:Sales', 'info@contoso.com')).toEqual([
      sales,
      { kind: 'user', id: 'info@contoso.com' },
    ]);
  });
});

describe('groups of Entra ID in the map', () => {
  it('go by a name of ours, and are known with the mailboxes that name them', () => {
    const map = 'a@x.example=entra-group:Sales,group:Sales;b@x.example=entra-group:Sales;c@x.example=group:x';
    const scope = scopeOf({ ACCESS_MAP: map });
    expect(scope.accessOf('a@x.example').allow).toEqual([
      { kind: 'own-group', name: 'entra:Sales' },
      { kind: 'group', name: 'Sales' },
    ]);
    const accessMap = [
      { mailbox: 'a', allow: [{ kind: 'entra-group', name: 'Sales' }] },
      {
        mailbox: 'b',
        allow: [
          { kind: 'user', id: 'x' },
          { kind: 'entra-group', name: 'Sales' },
        ],
      },
      { mailbox: 'c', allow: [{ kind: 'group', name: 'x' }] },
    ] as const;
    expect(entraGroupsOf({ accessMap })).toEqual(new Map([['Sales', ['a', 'b']]]));
    expect(ownGroupName('Sales')).toBe('entra:Sales');
  });
});

describe('the digest of a scope', () => {
  const digest = (env: Env = {}, address = 'ann@contoso.com') => scopeOf(env).digestFor(address);

  it.each<[string, Env, Env]>([
    ['the order and case of a list', { SUBJECT_EXCLUDE: 'a*,B' }, { SUBJECT_EXCLUDE: 'b\nA**,b' }],
    ['what stands beside a pattern for anything', { SENDER_DOMAIN_INCLUDE: 'x.com,*' }, {}],
    ['excluding what is out by default', { FOLDER_EXCLUDE: 'id:drafts' }, {}],
    ['the order of folders', { FOLDER_EXCLUDE: 'a/b,id:inbox' }, { FOLDER_EXCLUDE: 'ID:Inbox,A/B' }],
    ['an id beside everything', { FOLDER_INCLUDE: '**,id:inbox' }, {}],
    ['mapping a mailbox to its owner', { ACCESS_MAP: 'ann@contoso.com=user:ann@contoso.com' }, {}],
    [
      'the order of principals',
      { ACCESS_MAP: 'ann@contoso.com=group:b,user:c@x.com,group:a' },
      { ACCESS_MAP: 'ann@contoso.com=user:C@x.com,group:a,group:b' },
    ],
    ["another mailbox's entry", { ACCESS_MAP: 'ben@contoso.com=group:x' }, {}],
    ['a filter on other mailboxes', { MAILBOX_EXCLUDE: 'ben@*' }, { MAILBOX_INCLUDE: '*@contoso.com' }],
    ['another form of a date', { RECEIVED_AFTER: '2026-01-01' }, { RECEIVED_AFTER: '2026-01-01T01:00:00+01:00' }],
  ])('does not change with %s', (_, one, other) => {
    expect(digest(one)).toBe(digest(other));
  });

  const changes: readonly Env[] = [
    { MAILBOX_EXCLUDE: 'ann@*' },
    { ACCESS_MAP: 'ann@contoso.com=group:x' },
    { ACCESS_MAP: 'ann@contoso.com=group:X' },
    { FOLDER_INCLUDE: 'a' },
    { FOLDER_EXCLUDE: 'a' },
    { FOLDER_EXCLUDE: 'id:inbox' },
    { FOLDER_INCLUDE: 'id:inbox' },
    { FOLDER_INCLUDE: '**,id:drafts' },
    { RECEIVED_AFTER: '2026-01-01' },
    { RECEIVED_BEFORE: '2026-01-01' },
    { RECEIVED_AFTER: '10d' },
    { RECEIVED_AFTER: '11d' },
    { SENDER_DOMAIN_INCLUDE: 'x.com' },
    { SENDER_DOMAIN_EXCLUDE: 'x.com' },
    { RECIPIENT_DOMAIN_INCLUDE: 'x.com' },
    { RECIPIENT_DOMAIN_EXCLUDE: 'x.com' },
    { SUBJECT_INCLUDE: 'x.com' },
    { SUBJECT_EXCLUDE: 'x.com' },
    { ITEM_CLASS_INCLUDE: 'ipm.note' },
    { ITEM_CLASS_EXCLUDE: 'ipm.note' },
    { SENSITIVITY_EXCLUDE: 'private' },
    { MESSAGE_MAX_MB: '1' },
    { ATTACHMENT_TYPES_INCLUDE: 'csv' },
    { ATTACHMENT_TYPES_EXCLUDE: 'csv' },
    { ATTACHMENT_MAX_MB: '1' },
    { QUOTED_HISTORY: 'drop' },
  ];

  it('differs for each setting that can change what is indexed', () => {
    expect(new Set([{}, ...changes].map((env) => digest(env))).size).toBe(changes.length + 1);
  });

  it('does not change with the day, although a rolling window does', () => {
    const scope = scopeOf({ RECEIVED_AFTER: '10d' });
    const message = testMessage({ receivedAt: new Date('2026-02-28T00:00:00Z') });
    const before = scope.digestFor('ann@contoso.com');
    expect(scope.refuses(message, now)).toBeUndefined();
    expect(scope.refuses(message, new Date('2026-03-11T12:00:00Z'))).toBe('filtered.received');
    expect(scope.digestFor('ann@contoso.com')).toBe(before);
  });

  it('is another one whenever anything comes out differently', () => {
    const domains = fc.constantFrom('x.com', 'y.com', '*.com', '*');
    const env = fc.record(
      {
        MAILBOX_INCLUDE: fc.constantFrom('*', '*@contoso.com', 'cem@*'),
        FOLDER_INCLUDE: fc.constantFrom('**', 'a', 'a/**', '*/b', '**,id:drafts', 'id:drafts'),
        FOLDER_EXCLUDE: fc.constantFrom('none', 'a', '**/b', 'id:drafts'),
        ACCESS_MAP: fc.constantFrom('none', 'ann@contoso.com=group:x', 'ben@contoso.com=group:x'),
        SENDER_DOMAIN_INCLUDE: domains,
        RECIPIENT_DOMAIN_EXCLUDE: domains,
        SUBJECT_EXCLUDE: fc.constantFrom('none', 'x*', 'x', '*'),
        ITEM_CLASS_EXCLUDE: fc.constantFrom('none', 'ipm.note', 'ipm.note*'),
        RECEIVED_AFTER: fc.constantFrom('1d', '2d', '2026-03-09'),
        SENSITIVITY_EXCLUDE: fc.constantFrom('none', 'private', 'normal'),
        ATTACHMENT_TYPES_EXCLUDE: fc.constantFrom('none', 'csv', 'text/*'),
      },
      { requiredKeys: [] },
    );
    const message: fc.Arbitrary<MailMessage> = fc
      .record({
        itemClass: fc.constantFrom('IPM.Note', 'IPM.Note.X', 'IPM.Notes'),
        subject: fc.constantFrom('x', 'xy', 'y'),
        sensitivity: fc.constantFrom('normal', 'private'),
        from: fc.constantFrom({ address: 'a@x.com' }, { address: 'a@y.com' }, { name: 'a' }),
        to: fc.constantFrom([], [{ address: 'a@x.com' }]),
        receivedAt: fc.constantFrom(new Date('2026-03-08T01:00:00Z'), new Date('2026-03-09T01:00:00Z'), now),
      })
      .map((extra) => testMessage(extra as Partial<MailMessage>));
    const question: fc.Arbitrary<Question> = fc.record({
      address: fc.constantFrom(...mailboxes),
      path: fc.constantFrom('a', 'b', 'a/b', 'b/a'),
      ids: fc.constantFrom([], ['drafts']),
      mail: message,
      file: fc.constantFrom('a.csv', 'a.txt'),
    });
    let differed = 0;
    fc.assert(
      fc.property(env, env, question, (one, other, about) => {
        fc.pre(answers(one, about) !== answers(other, about));
        differed += 1;
        expect(digest(one, about.address)).not.toBe(digest(other, about.address));
      }),
      { numRuns: 300 },
    );
    expect(differed).toBeGreaterThanOrEqual(300);
  });
});

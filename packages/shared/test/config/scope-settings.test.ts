import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { resolveSettings, type Settings, settingsTable } from '../../src/index.ts';
import { validSettings as valid } from './valid-settings.ts';

const resolve = (env: Record<string, string>) =>
  resolveSettings({ env: { ...valid, ...env }, parameters: {}, prefix: undefined });

function settingsOf(env: Record<string, string>): Settings {
  const resolved = resolve(env);
  if (!resolved.ok) throw new Error(resolved.problems.map(({ message }) => message).join('\n'));
  return resolved.settings;
}

function problemsOf(env: Record<string, string>): readonly string[] {
  const resolved = resolve(env);
  return resolved.ok ? [] : resolved.problems.map(({ message }) => message);
}

describe('settings of the scope', () => {
  it('have the documented defaults, and bounds that are open', () => {
    expect(settingsOf({})).toMatchObject({
      mailboxInclude: ['*'],
      mailboxExclude: [],
      folderInclude: [{ kind: 'path', levels: ['**'] }],
      folderExclude: [],
      accessMap: [],
      senderDomainInclude: ['*'],
      recipientDomainExclude: [],
      subjectInclude: ['*'],
      itemClassInclude: ['*'],
      itemClassExclude: expect.arrayContaining(['report', 'ipm.note.rules*']),
      sensitivityExclude: ['private', 'confidential'],
      attachmentTypesInclude: ['*'],
      attachmentTypesExclude: [],
      receivedAfter: undefined,
      messageMaxMb: undefined,
    });
  });

  it.each<[string, string, keyof Settings, unknown]>([
    [
      'MAILBOX_INCLUDE',
      'Ann@Contoso.com, B*@*.Müller.DE',
      'mailboxInclude',
      ['ann@contoso.com', 'b*@*.xn--mller-kva.de'],
    ],
    ['MAILBOX_INCLUDE', '***@contoso.com\n', 'mailboxInclude', ['*@contoso.com']],
    ['MAILBOX_EXCLUDE', 'ann@contoso.com', 'mailboxExclude', ['ann@contoso.com']],
    [
      'SENDER_DOMAIN_EXCLUDE',
      'Contoso.com,*.例え.テスト',
      'senderDomainExclude',
      ['contoso.com', '*.xn--r8jz45g.xn--zckzah'],
    ],
    ['SUBJECT_EXCLUDE', ' Out  OF office* \n *LOTTERY* ', 'subjectExclude', ['out of office*', '*lottery*']],
    ['ITEM_CLASS_EXCLUDE', 'None', 'itemClassExclude', []],
    ['SENSITIVITY_EXCLUDE', 'Personal', 'sensitivityExclude', ['personal']],
    ['ATTACHMENT_TYPES_EXCLUDE', 'CSV, Text/*', 'attachmentTypesExclude', ['csv', 'text/*']],
    ['RECEIVED_AFTER', '365d', 'receivedAfter', { kind: 'age', days: 365 }],
    ['RECEIVED_AFTER', '2024-02-29', 'receivedAfter', { kind: 'instant', at: Date.UTC(2024, 1, 29) }],
    ['RECEIVED_AFTER', '2024-01-01T02:00:00+02:00', 'receivedAfter', { kind: 'instant', at: Date.UTC(2024, 0, 1) }],
  ])('read %s from %j', (name, text, key, expected) => {
    expect(settingsOf({ [name]: text })[key]).toEqual(expected);
  });

  it('read folders by distinguished id and by path', () => {
    expect(settingsOf({ FOLDER_EXCLUDE: 'ID: SentItems, Projects/**, */Pri**vate' }).folderExclude).toEqual([
      { kind: 'id', id: 'sentitems' },
      { kind: 'path', levels: ['projects', '**'] },
      { kind: 'path', levels: ['*', 'pri*vate'] },
    ]);
  });

  it.each([
    ['MAILBOX_INCLUDE', 'ann', 'number 1, "ann": there is no @ in it'],
    ['MAILBOX_INCLUDE', '*@a@b.com', 'there is more than one @ in it'],
    ['MAILBOX_INCLUDE', 'a b*', 'what stands before the @ is in no address'],
    ['MAILBOX_INCLUDE', '*@-contoso.com', 'this is no domain name'],
    ['MAILBOX_INCLUDE', 'none', 'nothing at all would be indexed'],
    ['MAILBOX_INCLUDE', ',', 'nothing at all would be indexed'],
    ['MAILBOX_EXCLUDE', `*${'a'.repeat(256)}`, 'a pattern has at most 256 characters'],
    [
      'SENDER_DOMAIN_INCLUDE',
      'contoso.com, @fabrikam.com',
      'number 2, "@fab…" (13 characters): only what follows the @',
    ],
    ['SENDER_DOMAIN_INCLUDE', 'con toso.com', 'this is no domain name'],
    [
      'FOLDER_EXCLUDE',
      'id:junkmail',
      'this is no distinguished id of a folder of mail, events or contacts: inbox, sentitems',
    ],
    ['FOLDER_EXCLUDE', '/Projects', 'a path has no `/` at its ends'],
    ['FOLDER_EXCLUDE', 'a//b', 'a path has no `/` at its ends and no two in a row'],
    ['FOLDER_EXCLUDE', `${'a/'.repeat(300)}a`, 'no folder stands deeper than 300 levels'],
    ['FOLDER_EXCLUDE', 'a'.repeat(256), "a folder's name has at most 255 characters"],
    ['ITEM_CLASS_EXCLUDE', 'IPM/Note', 'an item class has letters'],
    ['SENSITIVITY_EXCLUDE', 'secret', 'number 1, "secret": this is no sensitivity'],
    ['ATTACHMENT_TYPES_EXCLUDE', '.csv', 'an extension is given without the dot'],
    ['RECEIVED_AFTER', '2023-02-29', 'Allowed: a date such as'],
    ['RECEIVED_AFTER', '2023-02-28T00:00:00', 'Allowed: a date such as'],
    ['RECEIVED_AFTER', '-1d', 'Allowed: a date such as'],
  ])('refuse %s=%s with the entry at fault and the reason', (name, text, expected) => {
    const problems = problemsOf({ [name]: text });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
    expect(problems[0]).toContain(`Set the environment variable ${name}.`);
  });

  it('report every wrong entry of every setting at once', () => {
    const problems = problemsOf({
      MAILBOX_INCLUDE: 'x, y',
      FOLDER_EXCLUDE: '/',
      ACCESS_MAP: 'z',
      RECEIVED_BEFORE: 'w',
    });
    expect(problems).toHaveLength(4);
    expect(problems[0]).toContain('2 entries that are not allowed (number 1, "x": there is no @ in it; number 2, "y"');
  });

  it.each([
    ['a mailbox list of which nothing is left', { MAILBOX_EXCLUDE: '*@contoso.com' }, 'leave none of the 2 mailboxes'],
    ['a window of dates that is closed', { RECEIVED_AFTER: '2024-01-02', RECEIVED_BEFORE: '2024-01-02' }, 'no message'],
    ['a window of ages the wrong way round', { RECEIVED_AFTER: '10d', RECEIVED_BEFORE: '20d' }, 'no message can be'],
    [
      'a window of ages that is closed',
      { RECEIVED_AFTER: '10d', RECEIVED_BEFORE: '10d' },
      'RECEIVED_AFTER is not older',
    ],
  ])('refuse %s', (_, env, expected) => {
    expect(problemsOf(env)).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    { MAILBOX_INCLUDE: 'ben@*', MAILBOX_EXCLUDE: 'ann@*' },
    { RECEIVED_AFTER: '2024-01-01', RECEIVED_BEFORE: '2024-01-02' },
    { RECEIVED_AFTER: '20d', RECEIVED_BEFORE: '10d' },
    { RECEIVED_AFTER: '2024-01-01', RECEIVED_BEFORE: '10d' },
  ])('accept %j', (env) => {
    expect(problemsOf(env)).toEqual([]);
  });

  it('never throw, whatever they are', () => {
    const names = Object.values(settingsTable)
      .map(({ name }) => name)
      .filter((name) => /INCLUDE|EXCLUDE|RECEIVED|ACCESS_MAP/.test(name));
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('*', '/', '@', '.', ',', ';', ':', '=', 'a', 'ä', '{', '"', '\n') }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), value, (name, text) => {
        expect(typeof resolve({ [name]: text }).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});

describe('the access map', () => {
  const mapOf = (text: string) => settingsOf({ ACCESS_MAP: text }).accessMap;

  it('reads pairs, in one form and order for the same people', () => {
    const expected = [
      {
        mailbox: 'ann@contoso.com',
        allow: [
          { kind: 'group', name: 'Sales' },
          { kind: 'user', id: 'ann@contoso.com' },
        ],
      },
    ];
    expect(mapOf('Ann@Contoso.com = user:ANN@contoso.com, group: Sales ;')).toEqual(expected);
    expect(mapOf('ann@contoso.com=GROUP:Sales,user:ann@contoso.com,user:Ann@contoso.com')).toEqual(expected);
    expect(mapOf('{"ANN@contoso.com": ["user:ann@contoso.com", "group:Sales"]}')).toEqual(expected);
  });

  it('keeps the names of groups as they are, with commas in JSON', () => {
    expect(mapOf('{"ann@contoso.com": ["group:Sales, EMEA; old"]}')[0]?.allow).toEqual([
      { kind: 'group', name: 'Sales, EMEA; old' },
    ]);
  });

  it('tells groups of Entra ID from those of the same name that Amazon Q Business knows', () => {
    expect(mapOf('info@contoso.com=group:Sales,Entra-Group: Sales,user:a@contoso.com')[0]?.allow).toEqual([
      { kind: 'entra-group', name: 'Sales' },
      { kind: 'group', name: 'Sales' },
      { kind: 'user', id: 'a@contoso.com' },
    ]);
  });

  it('reads an address with an equals sign', () => {
    expect(
      mapOf('ann@contoso.com=user:b=c@contoso.com\nb=c@contoso.com=group:x').map(({ mailbox }) => mailbox),
    ).toEqual(['ann@contoso.com', 'b=c@contoso.com']);
  });

  it.each([
    ['ann=group:x', 'the mailbox is no address: there is no @ in it'],
    ['ann@contoso.com', 'nobody may see it'],
    ['ann@contoso.com=', 'nobody may see it'],
    ['{"ann@contoso.com": []}', 'nobody may see it'],
    [
      'ann@contoso.com=group:a,ben',
      'principal 2, "b…" (3 characters): a principal begins with `user:`, `group:` or `entra-group:`',
    ],
    ['ann@contoso.com=user:ben', 'the user is no address: there is no @ in it'],
    [`ann@contoso.com=entra-group:${'x'.repeat(257)}`, 'a group of Entra ID has 1 to 256 printable characters'],
    ['ann@contoso.com=group:', 'a group has a name of 1 to 1024 printable characters'],
    [`ann@contoso.com=group:${'x'.repeat(1025)}`, 'a group has a name of 1 to 1024 printable characters'],
    [
      'ann@contoso.com=group:a;ANN@contoso.com=group:b',
      'number 2, "AN…" (15 characters): the mailbox stands in the map twice',
    ],
    ['{"ann@contoso.com": "group:a"}', 'the value is no list of texts'],
    ['{"ann@contoso.com": [1]}', 'the value is no list of texts'],
    ['{"ann@contoso.com"', 'this is no JSON object'],
  ])('refuses %s and says why', (text, expected) => {
    expect(problemsOf({ ACCESS_MAP: text })).toEqual([expect.stringContaining(expected)]);
  });

  it('warns of a mailbox that is not on the list', () => {
    expect(resolve({ ACCESS_MAP: 'ann@contoso.com=group:x;cem@contoso.com=group:x' })).toMatchObject({
      ok: true,
      warnings: [expect.stringMatching(/^ACCESS_MAP names ce…@contoso.com#\w{6}, which is no mailbox of/)],
    });
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { compare } from '../../src/demo/compare.ts';
import { textFile } from '../../src/mail/text-files.ts';
import { allow, colleague, type DocumentChange, type IndexedWorld, indexedWorld, owner } from './indexed-world.ts';

let indexed: IndexedWorld;

beforeEach(async () => {
  indexed = await indexedWorld();
});

const leaked = async () => (await compare(indexed, [])).leaked;
const user = (id: string, access: 'ALLOW' | 'DENY' = 'ALLOW') => ({ user: { id, access } });

const wrongAccess: readonly (readonly [string, DocumentChange, string])[] = [
  ['somebody else in the access list', { access: allow(colleague) }, `${colleague} sees it`],
  ['one more in the access list', { access: allow(owner, colleague) }, `${colleague} sees it`],
  ['one more whom nobody here knows', { access: allow(owner, 'eve@elsewhere.example') }, 'eve@elsewhere.example'],
  ['a stranger in the access list', { access: allow(owner, 'stranger@elsewhere.example') }, 'stranger@elsewhere'],
  ['a group', { access: { accessControls: [{ principals: [{ group: { name: 'all', access: 'ALLOW' } }] }] } }, 'all'],
  ['the owner refused', { access: { accessControls: [{ principals: [user(owner, 'DENY')] }] } }, 'does not see it'],
  [
    'the owner under two controls, one of them for more people',
    {
      access: {
        accessControls: [{ principals: [user(owner)] }, { principals: [user(colleague)] }],
        memberRelation: 'OR',
      },
    },
    `${colleague} sees it`,
  ],
  [
    'the owner as an alias of the data source',
    {
      access: {
        accessControls: [{ principals: [{ user: { id: owner, access: 'ALLOW', membershipType: 'DATASOURCE' } }] }],
      },
    },
    `its owner ${owner} does not see it`,
  ],
  ['no access list', { access: 'none' }, 'it has no access list'],
  ['another owner in its attribute', { owner: colleague }, `it says that its owner is ${colleague}`],
  [
    'another owner in its attribute and its list',
    { owner: colleague, access: allow(colleague) },
    `${colleague} sees it`,
  ],
];

describe('a document of a message leaks', () => {
  it('not when its owner alone sees it', async () => {
    indexed.putMessage(indexed.deliver({}), '');
    expect(await leaked()).toEqual([]);
  });

  it.each(wrongAccess)('with %s', async (_, change, says) => {
    indexed.putMessage(indexed.deliver({}), '', change);
    expect(await leaked()).toEqual([
      expect.objectContaining({ mailbox: owner, folder: 'Inbox', what: expect.stringContaining(says) }),
    ]);
  });
});

describe('a document of an attachment belongs to whom its message belongs, and leaks', () => {
  const file = textFile(0, { name: 'a', token: 'tok-2' });

  it.each(wrongAccess)('with %s', async (_, change, says) => {
    indexed.putMessage(indexed.deliver({ attachments: [file] }), '');
    indexed.putAttachment({ title: file.name ?? '', content: 'x' }, change);
    expect(await leaked()).toEqual([expect.objectContaining({ mailbox: owner, what: expect.stringContaining(says) })]);
  });
});

describe('a document that nothing explains leaks', () => {
  it('when somebody sees it beside the mailbox that it names', async () => {
    indexed.putMessage('nothing', '', { access: allow(owner, colleague) });
    expect(await leaked()).toEqual([
      expect.objectContaining({ what: expect.stringContaining(`${colleague} sees it`) }),
    ]);
  });

  it('not when that mailbox alone sees it: it is too much, and no more', async () => {
    indexed.putMessage('nothing', '');
    expect(await leaked()).toEqual([]);
  });
});

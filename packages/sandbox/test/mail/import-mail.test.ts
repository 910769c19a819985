import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  allItems,
  type ChangeableWorld,
  createWorld,
  importMail,
  MailFolderError,
  type WorldMessage,
} from '../../src/index.ts';

let folder: string;
let world: ChangeableWorld;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'import-mail-'));
  world = await createWorld();
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}
const eml = (subject: string, body = 'text') => `From: a@x.example\r\nSubject: ${subject}\r\n\r\n${body}\r\n`;
const envelope = 'From a@x.example Mon Mar  2 10:00:00 2026\n';
const served = (): readonly (WorldMessage & { owner: string })[] =>
  [...allItems(world)].map(({ mailbox, item }) => ({ ...item.content(), owner: mailbox.address }));
const subjects = () =>
  served()
    .map(({ subject }) => subject)
    .sort();

describe('subfolders become mailboxes', () => {
  it('of their own, even when their names differ in nothing that an address can hold', async () => {
    const names = ['Alice', 'alice!', 'почта', 'メール', 'mail'];
    for (const name of names) write(`${name}/a.eml`, eml(name));
    write('b.eml', eml('own'));
    const { messages } = await importMail(world, folder);
    expect(messages).toBe(6);
    expect(subjects()).toEqual([...names, 'own'].sort());
    expect(new Set(served().map(({ owner }) => owner)).size).toBe(6);
    expect(served().find(({ subject }) => subject === 'own')?.owner).toBe('mail@mail.example');
  });

  it('with the same addresses every time', async () => {
    for (const name of ['Alice', 'alice!', 'почта']) write(`${name}/a.eml`, eml(name));
    await importMail(world, folder);
    const again = await createWorld();
    await importMail(again, folder);
    expect(again.addresses).toEqual(world.addresses);
  });

  it('and a mailbox is never put in place of another', () => {
    world.addMailbox('ann@x.example');
    expect(() => world.addMailbox('Ann@x.example')).toThrow(RangeError);
  });
});

describe('an mbox file', () => {
  it('is split where an envelope stands after an empty line, and nowhere else', async () => {
    const text = `${envelope}${eml('one', 'From here on\r\n\r\nFrom now on we meet on Monday\r\nFrom b@x.example Tue Mar  3 10:00:00 2026\r\n>From quoted\r\n>>From twice')}\r\n${envelope}${eml('two')}`;
    write('a.mbox', text);
    expect((await importMail(world, folder)).messages).toBe(2);
    const one = served().find(({ subject }) => subject === 'one');
    expect(one?.body.text.trim().split(/\r?\n/)).toEqual([
      'From here on',
      '',
      'From now on we meet on Monday',
      'From b@x.example Tue Mar  3 10:00:00 2026',
      'From quoted',
      '>From twice',
    ]);
  });

  it.each(['Inbox', 'mbox', 'old.mbx', 'Sent.sbd/Archive', 'x.txt'])('is known by what is in it: %s', async (name) => {
    write(name, `${envelope}${eml('one')}\n${envelope}${eml('two')}`);
    await importMail(world, folder);
    expect(subjects()).toEqual(['one', 'two']);
  });

  it('keeps bytes that are no UTF-8', async () => {
    const body = Buffer.from([0xe4, 0xf6, 0xfc]);
    const head = `${envelope}Subject: x\nContent-Type: text/plain; charset=iso-8859-1\n\n`;
    write('a.mbox', Buffer.concat([Buffer.from(head), body]));
    await importMail(world, folder);
    expect(served()[0]?.body.text.trim()).toBe('äöü');
  });
});

describe('other files', () => {
  it('of a Maildir are read, whatever they are called, and those not yet delivered are not', async () => {
    write('ann/cur/1700000000.M1P2.host:2,S', eml('read'));
    write('ann/new/1700000001.M1P2.host.eml', eml('new'));
    write('ann/tmp/1700000002.M1P2.host', eml('half'));
    const { ignored } = await importMail(world, folder);
    expect(subjects()).toEqual(['new', 'read']);
    expect(ignored).toEqual([{ name: 'ann/tmp/1700000002.M1P2.host', reason: expect.stringContaining('Maildir') }]);
  });

  it('without an extension are read when they begin as a message does', async () => {
    write('message', eml('bare'));
    write('LICENSE', 'Copyright (c) somebody\n');
    const { ignored } = await importMail(world, folder);
    expect(subjects()).toEqual(['bare']);
    expect(ignored.map(({ name }) => name)).toEqual(['LICENSE']);
  });

  it('are listed with a reason when they are left out', async () => {
    write('a.eml', eml('a'));
    write('b.pst', 'x');
    write('c.mbox', 'From here on\n');
    const { ignored, messages } = await importMail(world, folder);
    expect(messages).toBe(1);
    expect(ignored).toEqual([
      { name: 'b.pst', reason: expect.stringContaining('.pst') },
      { name: 'c.mbox', reason: expect.stringContaining('date') },
    ]);
  });

  it('are not enough: a folder without mail is refused, as is one that is not there', async () => {
    await expect(importMail(world, folder)).rejects.toThrow(MailFolderError);
    await expect(importMail(world, join(folder, 'missing'))).rejects.toThrow(/is not a folder/);
    write('a.pst', 'x');
    await expect(importMail(world, folder)).rejects.toThrow(/There is no mail in/);
    expect(world.addresses).toEqual([]);
  });
});

describe('a message', () => {
  const calendar = (method: string, attendee = '') =>
    `Subject: Meet\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\nContent-Type: text/calendar; charset=utf-8; method=${method}\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:${method}\r\nBEGIN:VEVENT\r\nUID:u1\r\nDTSTART:20260304T090000Z\r\nDTEND:20260304T100000Z\r\nLOCATION:Room 1\r\nORGANIZER;CN=Ben:mailto:ben@x.example\r\n${attendee}END:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n`;

  it.each([
    ['REQUEST', '', 'IPM.Schedule.Meeting.Request'],
    ['CANCEL', '', 'IPM.Schedule.Meeting.Canceled'],
    ['REPLY', 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@x.example\r\n', 'IPM.Schedule.Meeting.Resp.Pos'],
    ['REPLY', 'ATTENDEE;PARTSTAT=DECLINED:mailto:ann@x.example\r\n', 'IPM.Schedule.Meeting.Resp.Neg'],
    ['PUBLISH', '', 'IPM.Note'],
  ])('with a calendar part of the method %s %s is %s', async (method, attendee, itemClass) => {
    write('a.eml', calendar(method, attendee));
    await importMail(world, folder);
    expect(served()[0]?.itemClass).toBe(itemClass);
    expect([...allItems(world)][0]?.item.itemClass).toBe(itemClass);
  });

  it('that invites says when, where and by whom', async () => {
    write('a.eml', calendar('REQUEST'));
    await importMail(world, folder);
    expect(served()[0]?.meeting).toEqual({
      uid: 'u1',
      start: new Date('2026-03-04T09:00:00Z'),
      end: new Date('2026-03-04T10:00:00Z'),
      location: 'Room 1',
      organizer: { name: 'Ben', address: 'ben@x.example' },
    });
  });

  it('comes back whole each time it is read, with nested messages and their attachments', async () => {
    const inner =
      'Subject: inner\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n1;2\r\n--i--\r\n';
    write(
      'a.eml',
      `Subject: outer\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n${inner}--o--\r\n`,
    );
    await importMail(world, folder);
    for (let time = 0; time < 2; time += 1) {
      const [message] = served();
      const nested = message?.attachments[0];
      const file = nested?.kind === 'message' ? nested.message.attachments[0] : undefined;
      expect(file?.name).toBe('a.csv');
      expect(
        file?.kind === 'file' &&
          Buffer.from(await file.content())
            .toString()
            .trim(),
      ).toBe('1;2');
    }
  });

  it('is not held in memory: what it is read from can be read again after the files are gone', async () => {
    write('a.eml', eml('kept'));
    await importMail(world, folder);
    rmSync(join(folder, 'a.eml'));
    const [item] = [...allItems(world)].map((found) => found.item);
    expect(item?.content()).not.toBe(item?.content());
    expect(item?.content()).toEqual(item?.content());
  });
});

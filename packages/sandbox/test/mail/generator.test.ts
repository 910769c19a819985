import { beforeAll, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { sampleFiles, type WorldAttachment, type WorldMessage } from '../../src/index.ts';
import { generatedReceivedAt, generateMessage } from '../../src/mail/generate-message.ts';
import { type GeneratorOptions, tokenOf } from '../../src/mail/generator-options.ts';
import { generatedClass } from '../../src/mail/message-kinds.ts';

const serials = Array.from({ length: 400 }, (_, index) => index + 1);
let options: GeneratorOptions;
let messages: readonly WorldMessage[];
let attachments: readonly WorldAttachment[];

const withNested = (all: readonly WorldAttachment[]): readonly WorldAttachment[] =>
  all.flatMap((one) => (one.kind === 'message' ? [one, ...withNested(one.message.attachments)] : [one]));

beforeAll(async () => {
  const files = await sampleFiles();
  options = { seed: 3, store: 'ann primary', owner: 'ann@x.example', colleagues: [], files, attachmentShare: 0.5 };
  messages = serials.map((serial) => generateMessage(options, serial));
  attachments = withNested(messages.flatMap((message) => message.attachments));
});

describe('threads of generated mail', () => {
  it('refer to messages that are there and came before', () => {
    const position = new Map(messages.map(({ internetMessageId }, index) => [internetMessageId, index]));
    messages.forEach(({ inReplyTo, references }, index) => {
      const ids = references?.split(' ') ?? [];
      expect(inReplyTo).toBe(ids.at(-1));
      for (const id of ids) expect(position.get(id) ?? Number.NaN).toBeLessThan(index);
    });
    expect(messages.filter(({ inReplyTo }) => inReplyTo !== undefined).length).toBeGreaterThan(200);
  });

  it('have one topic each', () => {
    const byFirst = new Map<string, Set<string | undefined>>();
    for (const { references, internetMessageId, conversationTopic } of messages) {
      const first = references?.split(' ')[0] ?? internetMessageId ?? '';
      byFirst.set(first, (byFirst.get(first) ?? new Set()).add(conversationTopic));
    }
    expect([...byFirst.values()].filter((topics) => topics.size !== 1)).toEqual([]);
    expect(byFirst.size).toBeGreaterThan(90);
  });
});

describe('text files of generated mail', () => {
  const textFiles = () =>
    attachments.flatMap((one) => (one.kind === 'file' && one.contentType?.includes('charset=') ? [one] : []));
  const charsetOf = (contentType = '') => contentType.split('charset=')[1] ?? '';

  it('come in many encodings, txt, csv and html in each', () => {
    const found = new Set(
      textFiles().map(({ name = '', contentType }) => `${name.split('.').at(-1)} ${charsetOf(contentType)}`),
    );
    for (const charset of ['utf-8', 'windows-1252', 'Shift_JIS', 'UTF-16', 'KOI8-R'])
      for (const extension of ['txt', 'csv', 'html']) expect(found).toContain(`${extension} ${charset}`);
  });

  it('can be read in the encoding that they declare, and in no other', async () => {
    for (const file of textFiles()) {
      const bytes = Buffer.from(await file.content());
      const text = iconv.decode(bytes, charsetOf(file.contentType));
      expect(text).toMatch(/Größe|見積|договор/);
      expect(text).not.toContain('\ufffd');
      expect(file.size).toBe(bytes.byteLength);
    }
  });

  it('hold a token that no other file holds', async () => {
    const tokens = await Promise.all(
      textFiles().map(async (file) => {
        const text = iconv.decode(Buffer.from(await file.content()), charsetOf(file.contentType));
        return /tok-[\w-]+/.exec(text)?.[0];
      }),
    );
    expect(tokens.length).toBeGreaterThan(50);
    expect(tokens).not.toContain(undefined);
    expect(new Set(tokens).size).toBe(tokens.length);
  });
});

describe('generated mail has', () => {
  it.each([
    'IPM.Note',
    'IPM.Post',
    'IPM.Schedule.Meeting.Request',
    'IPM.Schedule.Meeting.Resp.Pos',
    'IPM.Schedule.Meeting.Canceled',
    'REPORT.IPM.Note.NDR',
    'REPORT.IPM.Note.DR',
  ])('messages of the class %s', (itemClass) => {
    expect(messages.map((message) => message.itemClass)).toContain(itemClass);
  });

  it('classes that are known without rendering', () => {
    expect(serials.map(generatedClass)).toEqual(messages.map(({ itemClass }) => itemClass));
  });

  it('times of arrival that are known without rendering', () => {
    const received = messages.map(({ receivedAt }) => receivedAt);
    expect(serials.map((serial) => generatedReceivedAt(options, serial))).toEqual(received);
    expect(received).toContain(undefined);
  });

  it('meetings with a time and a place', () => {
    const meetings = messages.filter(({ itemClass }) => itemClass.startsWith('IPM.Schedule.'));
    expect(meetings.every(({ meeting }) => meeting !== undefined && meeting.start < meeting.end)).toBe(true);
  });

  it('attached files of the kinds that are left out', () => {
    for (const ending of ['.eml', '.ics', '.zip', '.exe'])
      expect(attachments.filter(({ name }) => name?.endsWith(ending)).length).toBeGreaterThan(0);
  });

  it('attached messages on two levels, each with a file and a token of its own', () => {
    const nested = messages.flatMap((message) => message.attachments).filter(({ kind }) => kind === 'message');
    expect(nested.length).toBe(10);
    for (const outer of nested) {
      const levels = withNested([outer]).flatMap((one) => (one.kind === 'message' ? [one.message] : []));
      expect(levels).toHaveLength(2);
      for (const { attachments: inside } of levels) expect(inside.some(({ kind }) => kind === 'file')).toBe(true);
      expect(new Set(levels.map(({ body }) => /tok-[\w-]+/.exec(body.text)?.[0])).size).toBe(2);
    }
  });

  it('the same content each time', () => {
    expect(JSON.stringify(generateMessage(options, 11))).toBe(JSON.stringify(messages[10]));
  });
});

describe('large mail', () => {
  const megabyte = 1024 * 1024;

  it('comes only when it is asked for', () => {
    for (const { body, attachments: own } of messages) {
      expect(body.text.length).toBeLessThan(megabyte / 10);
      for (const { size } of own) expect(size).toBeLessThan(megabyte);
    }
  });

  it('goes up to the size that is asked for, in bodies and attachments, and still holds its tokens', async () => {
    const large = { ...options, largest: 3 * megabyte };
    const body = generateMessage(large, 31).body.text;
    expect(body.length).toBeGreaterThan(3 * megabyte);
    expect(body).toContain(tokenOf(large, 31));
    const logs = [21, 61, 101].flatMap((serial) =>
      generateMessage(large, serial).attachments.filter(({ name }) => name?.startsWith('log ')),
    );
    expect(logs.map(({ size }) => size)).toEqual([megabyte, 2 * megabyte, 3 * megabyte]);
    const [log] = logs;
    const content = log?.kind === 'file' ? Buffer.from(await log.content()) : Buffer.alloc(0);
    expect(content.byteLength).toBe(megabyte);
    expect(content.toString()).toContain(tokenOf(large, 21));
    const scan = generateMessage(large, 25).attachments.find(({ name }) => name?.startsWith('scan '));
    const pdf = scan?.kind === 'file' ? Buffer.from(await scan.content()) : Buffer.alloc(0);
    expect([pdf.byteLength, pdf.subarray(0, 4).toString()]).toEqual([megabyte, '%PDF']);
  });
});

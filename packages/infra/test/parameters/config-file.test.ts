import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveSettings } from '@connector/shared';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfigFile } from '../../src/parameters/config-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'connector-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (text: string, name = 'config.json') => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const read = (content: unknown) => readConfigFile(write(JSON.stringify(content)));

describe('a configuration file', () => {
  it('is read as the Python version wrote it', () => {
    const { values, problems } = read({
      exchange: { client_id: 'id', client_secret: '', primary_smtp_address: 'a@contoso.com,b@contoso.com' },
      qbusiness: { application_id: 'app' },
    });
    expect(problems).toEqual([]);
    expect(Object.fromEntries(values)).toEqual({
      EXCHANGE_CLIENT_ID: 'id',
      EXCHANGE_PRIMARY_SMTP_ADDRESS: 'a@contoso.com,b@contoso.com',
      QBUSINESS_APPLICATION_ID: 'app',
    });
  });

  it('takes names of variables and parameters, lists, numbers, truth values and files beside it', () => {
    write('-----BEGIN PRIVATE KEY-----\n', 'key.pem');
    const { values, problems } = read({
      SYNC_MODE: 'full',
      'sync-interval-hours': 6,
      enableThreading: undefined,
      enable_threading: false,
      exchange: { primary_smtp_address: ['a@contoso.com', 'b@contoso.com'], private_key: { file: 'key.pem' } },
      log_level: null,
    });
    expect(problems).toEqual([]);
    expect(Object.fromEntries(values)).toEqual({
      SYNC_MODE: 'full',
      SYNC_INTERVAL_HOURS: '6',
      ENABLE_THREADING: 'false',
      EXCHANGE_PRIMARY_SMTP_ADDRESS: 'a@contoso.com,b@contoso.com',
      EXCHANGE_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\n',
    });
  });

  it('has all its faults told at once', () => {
    const { problems } = read({
      exchange: { clientid: 'x', tenant_id: [1] },
      environment: 'prod',
      container_index: 1,
      sync_mode: 'full',
      SYNC_MODE: 'delta',
    });
    expect(problems).toEqual([
      expect.stringContaining('EXCHANGE_CLIENTID is not a setting'),
      expect.stringContaining('EXCHANGE_TENANT_ID is no text'),
      expect.stringContaining('Use --environment'),
      expect.stringContaining('CONTAINER_INDEX cannot be a parameter'),
      'SYNC_MODE is given twice.',
    ]);
  });

  it.each([
    ['nothing', undefined, /cannot be read: ENOENT/],
    ['no JSON', '{', /is not JSON.*config.sample.json/],
    ['a list', '[]', /no JSON object/],
  ])('that is %s is refused', (_, text, expected) => {
    const path = text === undefined ? join(folder, 'none.json') : write(text);
    expect(() => readConfigFile(path)).toThrow(expected);
  });

  it('that names a file which is not there is refused', () => {
    expect(() => read({ exchange: { private_key: { file: 'none.pem' } } })).toThrow(/none.pem cannot be read/);
  });
});

describe('config.sample.json', () => {
  it('holds settings that make a worker, every one of them known', () => {
    const sample = fileURLToPath(new URL('../../../../config.sample.json', import.meta.url));
    const { values, problems } = readConfigFile(sample);
    expect(problems).toEqual([]);
    const resolved = resolveSettings({ env: Object.fromEntries(values), parameters: {}, prefix: undefined });
    expect(resolved).toMatchObject({ ok: true, warnings: [] });
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Setting, settingsTable } from '@connector/shared';
import { describe, expect, it } from '@jest/globals';
import { root } from './architecture/source.ts';

/** Parameters and environment variables that the Python version reads. */
const original = [
  'EXCHANGE_CLIENT_ID',
  'EXCHANGE_CLIENT_SECRET',
  'EXCHANGE_TENANT_ID',
  'EXCHANGE_PRIMARY_SMTP_ADDRESS',
  'EXCHANGE_SERVER',
  'QBUSINESS_APPLICATION_ID',
  'QBUSINESS_INDEX_ID',
  'QBUSINESS_DATASOURCE_ID',
  'ENVIRONMENT',
  'PARAMETER_STORE_PREFIX',
  'AWS_DEFAULT_REGION',
  'DYNAMODB_TABLE_NAME',
  'SYNC_MODE',
  'EMAIL_PROCESSING_LIMIT',
  'PROCESS_MAIN_MAILBOX',
  'AUTO_RESOLVE_SYNC_CONFLICTS',
  'MAX_SYNC_CONFLICT_RETRIES',
  'CONTAINER_INDEX',
  'TOTAL_CONTAINERS',
  'HTML_PROCESSING_THRESHOLD',
  'HTML_CHUNK_SIZE',
  'MAX_CONTENT_SIZE_MB',
  'DOCUMENT_BATCH_SIZE',
  'ENABLE_THREADING',
  'MAX_WORKER_THREADS',
  'THREAD_BATCH_SIZE',
  'SYNC_JOB_HEARTBEAT_INTERVAL',
  'SYNC_JOB_STALE_THRESHOLD',
];

const guide = readFileSync(join(root, 'docs/guides/upgrading.md'), 'utf8');
/** What the guide says of each name. */
const fates = new Map(
  [...guide.matchAll(/^\| `(\w+)` +\| (kept|changed|gone) +\|/gm)].map(([, name, fate]) => [name, fate]),
);
const settings = new Set(Object.values<Setting>(settingsTable).map(({ name }) => name));

describe('the guide to upgrading', () => {
  it('says of every setting of the Python version what becomes of it', () => {
    expect(original.filter((name) => !fates.has(name))).toEqual([]);
  });

  it('calls those kept or changed that are settings, and no others', () => {
    const taken = [...fates].filter(([, fate]) => fate !== 'gone').map(([name = '']) => name);
    expect(taken.length).toBeGreaterThan(15);
    expect(taken.filter((name) => !settings.has(name))).toEqual([]);
  });

  it('calls those gone that are no settings', () => {
    const gone = [...fates].filter(([, fate]) => fate === 'gone').map(([name = '']) => name);
    expect(gone.length).toBeGreaterThan(5);
    expect(gone.filter((name) => settings.has(name))).toEqual([]);
  });
});

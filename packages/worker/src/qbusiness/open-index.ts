import {
  GetDataSourceCommand,
  type GetDataSourceCommandOutput,
  GetIndexCommand,
  type GetIndexCommandOutput,
} from '@aws-sdk/client-qbusiness';
import { ConnectorError, toFailure } from '../errors.ts';
import type { QBusinessApi } from './client.ts';

/** A custom field that documents would like to carry. */
export interface WantedField {
  readonly name: string;
  readonly type: string;
}

/**
 * Checks the index and the data source, and finds which of the wanted fields documents may carry.
 * @throws ConnectorError of kind `configuration` when either cannot be used
 */
export async function openIndex(
  api: QBusinessApi,
  wanted: readonly WantedField[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const index = await readIndex(api, signal);
  if (index.status !== 'ACTIVE' && index.status !== 'UPDATING') {
    throw unusable(
      `the index ${api.target.indexId} is ${index.status}; it has to be ACTIVE. Check QBUSINESS_INDEX_ID.`,
    );
  }
  await checkDataSource(api, signal);
  const types = new Map((index.documentAttributeConfigurations ?? []).map(({ name, type }) => [name, type]));
  const present = wanted.filter(({ name, type }) => types.get(name) === type);
  warnOfMissing(
    api,
    wanted.filter((field) => !present.includes(field)),
  );
  return new Set(present.map(({ name }) => name));
}

/** Tells how large the index is. Never throws: nothing depends on it. */
export async function reportIndexSize(api: QBusinessApi, signal: AbortSignal): Promise<void> {
  try {
    await readIndex(api, signal);
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    api.emit({ type: 'warning', code, message: `the size of the index could not be read: ${message}` });
  }
}

async function readIndex(api: QBusinessApi, signal: AbortSignal): Promise<GetIndexCommandOutput> {
  const { applicationId, indexId } = api.target;
  const index = await api.send<GetIndexCommandOutput>(new GetIndexCommand({ applicationId, indexId }), signal);
  const { indexedTextDocumentCount: documents, indexedTextBytes: textBytes } =
    index.indexStatistics?.textDocumentStatistics ?? {};
  const units = index.capacityConfiguration?.units;
  if (documents !== undefined && textBytes !== undefined && units !== undefined) {
    api.emit({ type: 'index-size', documents, textBytes, units });
  }
  return index;
}

async function checkDataSource(api: QBusinessApi, signal: AbortSignal): Promise<void> {
  const command = new GetDataSourceCommand(api.target);
  const { type } = await api.send<GetDataSourceCommandOutput>(command, signal);
  if (type === undefined || type === 'CUSTOM') return;
  const { dataSourceId } = api.target;
  throw unusable(
    `the data source ${dataSourceId} is of type ${type}; it has to be CUSTOM. Check QBUSINESS_DATASOURCE_ID.`,
  );
}

function unusable(message: string): ConnectorError {
  return new ConnectorError({ code: 'qbusiness.unusable', kind: 'configuration', message });
}

function warnOfMissing({ emit }: QBusinessApi, missing: readonly WantedField[]): void {
  if (missing.length === 0) return;
  const names = missing.map(({ name, type }) => `${name} (${type})`).join(', ');
  const message = `the index lacks fields, so documents go without these attributes: ${names}. Add them with UpdateIndex.`;
  emit({ type: 'warning', code: 'qbusiness.missing-fields', message });
}

import {
  GetApplicationCommand,
  type GetApplicationCommandOutput,
  GetDataSourceCommand,
  type GetDataSourceCommandOutput,
  GetIndexCommand,
  type GetIndexCommandOutput,
  ListDocumentsCommand,
  UpdateIndexCommand,
} from '@aws-sdk/client-qbusiness';
import type { EventSink } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';
import { openQBusiness, type QBusinessTarget } from './client.ts';
import { listJobs } from './job-calls.ts';
import type { WantedField } from './open-index.ts';

/** What is to be known of an index. */
export interface IndexState {
  readonly status: string;
  /** Types of its fields by name, reserved ones included. */
  readonly fields: ReadonlyMap<string, string>;
  /** Units of capacity that were bought. */
  readonly units: number;
  readonly documents: number;
  /** Bytes of text that was extracted from documents. */
  readonly textBytes: number;
}

/** Looks at the index, the data source and the application; changes nothing but by `addFields`. */
export interface IndexInspector {
  /** @throws ConnectorError, as all others */
  index(signal: AbortSignal): Promise<IndexState>;
  dataSource(signal: AbortSignal): Promise<{ readonly type: string; readonly status: string }>;
  /** How users of the application are told apart, for example `AWS_IAM_IDC` or `ANONYMOUS`. */
  identityType(signal: AbortSignal): Promise<string>;
  /** Reads what a worker reads, and nothing else: refusals show which permission is missing. */
  readAsWorker(signal: AbortSignal): Promise<void>;
  /** Adds fields to the index, and leaves those it has. */
  addFields(fields: readonly WantedField[], signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Makes no call by itself. */
export function createIndexInspector(options: {
  readonly target: QBusinessTarget;
  readonly clock: Clock;
  readonly emit: EventSink;
}): IndexInspector {
  const api = openQBusiness(options);
  const { applicationId, indexId, dataSourceId } = options.target;
  return {
    index: async (signal) =>
      toState(await api.send<GetIndexCommandOutput>(new GetIndexCommand({ applicationId, indexId }), signal)),
    dataSource: async (signal) => {
      const command = new GetDataSourceCommand(options.target);
      const { type = 'unknown', status = 'unknown' } = await api.send<GetDataSourceCommandOutput>(command, signal);
      return { type, status };
    },
    identityType: async (signal) => {
      const command = new GetApplicationCommand({ applicationId });
      return (await api.send<GetApplicationCommandOutput>(command, signal)).identityType ?? 'unknown';
    },
    readAsWorker: async (signal) => {
      await listJobs(api, signal);
      const dataSourceIds = [dataSourceId];
      await api.send(new ListDocumentsCommand({ applicationId, indexId, dataSourceIds, maxResults: 1 }), signal);
    },
    addFields: async (fields, signal) => {
      const documentAttributeConfigurations = fields.map(({ name, type }) => ({ name, type: type as 'STRING' }));
      await api.send(new UpdateIndexCommand({ applicationId, indexId, documentAttributeConfigurations }), signal);
    },
    close: () => api.close(),
  };
}

function toState(index: GetIndexCommandOutput): IndexState {
  const { indexedTextDocumentCount = 0, indexedTextBytes = 0 } = index.indexStatistics?.textDocumentStatistics ?? {};
  return {
    status: index.status ?? 'unknown',
    fields: new Map((index.documentAttributeConfigurations ?? []).map(({ name = '', type = '' }) => [name, type])),
    units: index.capacityConfiguration?.units ?? 0,
    documents: indexedTextDocumentCount,
    textBytes: indexedTextBytes,
  };
}

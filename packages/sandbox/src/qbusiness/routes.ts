import type { IncomingMessage } from 'node:http';
import { notFound } from './errors.ts';
import * as operations from './operations.ts';

/** An operation with where it is reached. */
export interface Route {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: RegExp;
  readonly run: (typeof operations)['getIndex'];
}

const A = '/applications/(?<applicationId>[^/]+)';
const IX = `${A}/indices/(?<indexId>[^/]+)`;
const X = `${A}/index/(?<indexId>[^/]+)`;
const D = `${IX}/datasources/(?<dataSourceId>[^/]+)`;

const route = (method: Route['method'], path: string, run: Route['run']): Route => ({
  name: operationName(run),
  method,
  path: new RegExp(`^${path}$`),
  run,
});

/** Operations of the service model 2023-11-27 that a connector needs. */
const routes: readonly Route[] = [
  route('POST', `${IX}/documents`, operations.batchPutDocument),
  route('POST', `${IX}/documents/delete`, operations.batchDeleteDocument),
  route('POST', `${D}/startsync`, operations.startDataSourceSyncJob),
  route('POST', `${D}/stopsync`, operations.stopDataSourceSyncJob),
  route('GET', `${D}/syncjobs`, operations.listDataSourceSyncJobs),
  route('GET', `${X}/documents`, operations.listDocuments),
  route(
    'GET',
    `${X}/users/(?<userId>[^/]+)/documents/(?<documentId>[^/]+)/check-document-access`,
    operations.checkDocumentAccess,
  ),
  route('GET', IX, operations.getIndex),
  route('PUT', IX, operations.updateIndex),
  route('GET', D, operations.getDataSource),
];

function operationName(run: Route['run']): string {
  const [name = ''] = Object.entries(operations).find(([, candidate]) => candidate === run) ?? [];
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The operation that a request asks for, with its path labels decoded. */
export function findRoute({ method, url = '' }: IncomingMessage): {
  readonly route: Route;
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
} {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  for (const candidate of routes) {
    const groups = candidate.method === method ? candidate.path.exec(pathname)?.groups : undefined;
    if (groups === undefined) continue;
    const labels = Object.fromEntries(Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value)]));
    return { route: candidate, labels, query: searchParams };
  }
  throw notFound('OPERATION', `${method} ${pathname}`);
}

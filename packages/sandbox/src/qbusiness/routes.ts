import type { IncomingMessage } from 'node:http';
import { ServiceError, validation } from './errors.ts';
import type { Operation } from './model.ts';
import * as operations from './operations/index.ts';

/** An operation with where it is reached. */
export interface Route {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: RegExp;
  readonly run: Operation;
}

const A = '/applications/(?<applicationId>[^/]+)';
const IX = `${A}/indices/(?<indexId>[^/]+)`;
const X = `${A}/index/(?<indexId>[^/]+)`;
const D = `${IX}/datasources/(?<dataSourceId>[^/]+)`;
const G = `${IX}/groups/(?<groupName>[^/]+)`;
const U = `${A}/users/(?<userId>[^/]+)`;
const access = `${X}/users/(?<userId>[^/]+)/documents/(?<documentId>[^/]+)/check-document-access`;

const route = (method: Route['method'], path: string, run: Operation): Route => ({
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
  route('GET', access, operations.checkDocumentAccess),
  route('PUT', `${IX}/groups`, operations.putGroup),
  route('GET', G, operations.getGroup),
  route('DELETE', G, operations.deleteGroup),
  route('GET', `${IX}/groups`, operations.listGroups),
  route('POST', `${A}/users`, operations.createUser),
  route('PUT', U, operations.updateUser),
  route('GET', U, operations.getUser),
  route('DELETE', U, operations.deleteUser),
  route('GET', A, operations.getApplication),
  route('GET', IX, operations.getIndex),
  route('PUT', IX, operations.updateIndex),
  route('GET', D, operations.getDataSource),
  route('GET', `${IX}/datasources`, operations.listDataSources),
];

/** What a fault may name: an operation, or one document of a batch. */
export const faultTargets: readonly string[] = [...routes.map(({ name }) => name), 'Document'];

function operationName(run: Operation): string {
  const [name = ''] = Object.entries(operations).find(([, candidate]) => candidate === run) ?? [];
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/**
 * The operation that a request asks for, with its path labels decoded.
 * @throws ServiceError when there is none, or a label is not percent-encoded
 */
export function findRoute({ method, url = '' }: IncomingMessage): {
  readonly route: Route;
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
} {
  const [path = '', ...search] = url.split('?');
  for (const candidate of routes) {
    const groups = candidate.method === method ? candidate.path.exec(path)?.groups : undefined;
    if (groups === undefined) continue;
    const labels = Object.fromEntries(Object.entries(groups).map(([key, value]) => [key, decode(value)]));
    return { route: candidate, labels, query: new URLSearchParams(search.join('?')) };
  }
  throw new ServiceError('UnknownOperationException', 404, `there is no operation ${method} ${path}`);
}

function decode(label: string): string {
  try {
    return decodeURIComponent(label);
  } catch {
    throw validation(`the path label ${label} is not percent-encoded`);
  }
}

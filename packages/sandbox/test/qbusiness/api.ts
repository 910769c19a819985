import { type QBusinessOptions, type QBusinessStandIn, startQBusiness } from '../../src/index.ts';

export const ids = { applicationId: 'a'.repeat(36), indexId: 'b'.repeat(36), dataSourceId: 'c'.repeat(36) };
export const A = `/applications/${ids.applicationId}`;
export const IX = `${A}/indices/${ids.indexId}`;
export const X = `${A}/index/${ids.indexId}`;
export const D = `${IX}/datasources/${ids.dataSourceId}`;

export interface Reply {
  readonly status: number;
  /** The x-amzn-errortype header. */
  readonly type: string | null;
  readonly body: ReplyBody;
}

/** Members of all answers; which of them are there depends on the operation. */
export interface ReplyBody {
  readonly nextToken: string | undefined;
  readonly failedDocuments: readonly object[];
  readonly documentDetailList: readonly { readonly status: string }[];
  readonly executionId: string;
  readonly history: readonly {
    readonly status: string;
    readonly startTime: number;
    readonly metrics: Readonly<Record<string, string>>;
  }[];
  readonly documentAttributeConfigurations: readonly { readonly name: string; readonly search: string }[];
  readonly indexStatistics: { readonly textDocumentStatistics: object };
  /** Of a group. */
  readonly status: { readonly status: string } | undefined;
  readonly items: readonly object[];
  readonly hasAccess: boolean;
  readonly userGroups: readonly object[];
}

/** The stand-in, spoken to over plain HTTP, so that what an SDK would never send can be sent. */
export interface Api {
  readonly service: QBusinessStandIn;
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** Puts documents without a sync job. */
  put(...documents: readonly object[]): Promise<Reply>;
  close(): Promise<void>;
}

export async function openApi(options: Omit<QBusinessOptions, 'ids'> = {}): Promise<Api> {
  const service = await startQBusiness({ ...options, ids });
  const api: Api = {
    service,
    call: async (method, path, body, headers = {}) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(`${service.url}${path}`, {
        method,
        headers: { ...signed, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(text === undefined ? {} : { body: text }),
      });
      return {
        status: response.status,
        type: response.headers.get('x-amzn-errortype'),
        body: JSON.parse(await response.text()) as ReplyBody,
      };
    },
    put: (...documents) => api.call('POST', `${IX}/documents`, { documents }),
    close: () => service.close(),
  };
  return api;
}

const signature = '0'.repeat(64);
const signed = {
  'x-amz-date': '20261127T000000Z',
  authorization: `AWS4-HMAC-SHA256 Credential=AK/20261127/us-east-1/qbusiness/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
};

export const blob = (text: string) => ({ blob: Buffer.from(text).toString('base64') });
export const userAcl = (id: string, rest: object = {}) => ({
  accessControls: [{ principals: [{ user: { id, access: 'ALLOW', ...rest } }] }],
});
export const doc = (id: string, rest: object = {}) => ({
  id,
  title: 'A title',
  contentType: 'PLAIN_TEXT',
  content: blob('some words'),
  accessConfiguration: userAcl('ann@example.com'),
  ...rest,
});
export const invalid = { status: 400, type: 'ValidationException' };

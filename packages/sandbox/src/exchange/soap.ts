import { escapeXml, namespaces } from './xml.ts';

const { soap, messages, types } = namespaces;

/** An error that ends a whole request as a SOAP fault. */
export class SoapFault extends Error {
  override readonly name = 'SoapFault';
  readonly code: string;
  readonly backOffMs: number | undefined;
  /** HTTP status: 500 as a rule. */
  readonly status: number;
  /** It says nothing of the request. */
  readonly onDemand: boolean;

  constructor(
    code: string,
    message: string,
    {
      backOffMs,
      status = 500,
      onDemand = false,
    }: { backOffMs?: number | undefined; status?: number; onDemand?: boolean } = {},
  ) {
    super(message);
    this.code = code;
    this.backOffMs = backOffMs;
    this.status = status;
    this.onDemand = onDemand;
  }
}

/** An error of one item or folder of a request; the others are answered. */
export class ResponseError extends Error {
  override readonly name = 'ResponseError';
  readonly code: string;
  readonly backOffMs: number | undefined;

  constructor(code: string, message: string, backOffMs?: number) {
    super(message);
    this.code = code;
    this.backOffMs = backOffMs;
  }
}

/** A response body in its envelope. */
export function envelope(body: string): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    `<s:Envelope xmlns:s="${soap}"><s:Header><h:ServerVersionInfo MajorVersion="15" MinorVersion="20" ` +
    `MajorBuildNumber="9000" MinorBuildNumber="1" Version="V2018_01_08" xmlns:h="${types}"/></s:Header>` +
    `<s:Body>${body}</s:Body></s:Envelope>`
  );
}

/** The body of a fault. */
export function faultBody({ code, message, backOffMs }: SoapFault): string {
  const value =
    backOffMs === undefined ? '' : `<t:MessageXml xmlns:t="${types}">${backOffValue(backOffMs)}</t:MessageXml>`;
  const errors = 'http://schemas.microsoft.com/exchange/services/2006/errors';
  return (
    `<s:Fault><faultcode xmlns:a="${types}">a:${code}</faultcode><faultstring xml:lang="en-US">${escapeXml(message)}</faultstring>` +
    `<detail><e:ResponseCode xmlns:e="${errors}">${code}</e:ResponseCode>` +
    `<e:Message xmlns:e="${errors}">${escapeXml(message)}</e:Message>${value}</detail></s:Fault>`
  );
}

function backOffValue(ms: number): string {
  return `<t:Value Name="BackOffMilliseconds">${ms}</t:Value>`;
}

/** The answer of an operation: one message for each thing that was asked for. */
export function responseBody(operation: string, responses: readonly string[]): string {
  return (
    `<m:${operation}Response xmlns:m="${messages}" xmlns:t="${types}">` +
    `<m:ResponseMessages>${responses.join('')}</m:ResponseMessages></m:${operation}Response>`
  );
}

export function success(operation: string, content: string): string {
  return (
    `<m:${operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>` +
    `${content}</m:${operation}ResponseMessage>`
  );
}

/** What the schema, or Exchange itself, puts after the error of an operation. */
const errorTails: Readonly<Record<string, string>> = {
  GetItem: '<m:Items/>',
  GetAttachment: '<m:Attachments/>',
  GetFolder: '<m:Folders/>',
  SyncFolderHierarchy: '<m:SyncState/><m:IncludesLastFolderInRange>true</m:IncludesLastFolderInRange>',
  SyncFolderItems: '<m:SyncState/><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange>',
};

/** The response message of something that went wrong; `Warning` for what was not got to. */
export function failure(
  operation: string,
  { code, message, backOffMs }: ResponseError,
  responseClass: 'Error' | 'Warning' = 'Error',
): string {
  const xml = backOffMs === undefined ? '' : `<m:MessageXml>${backOffValue(backOffMs)}</m:MessageXml>`;
  return (
    `<m:${operation}ResponseMessage ResponseClass="${responseClass}"><m:MessageText>${escapeXml(message)}</m:MessageText>` +
    `<m:ResponseCode>${code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>${xml}` +
    `${errorTails[operation] ?? ''}</m:${operation}ResponseMessage>`
  );
}

/** One response message: what `render` says, or the error it throws. Other things thrown end the request. */
export function responseTo(operation: string, render: () => string): string {
  try {
    return success(operation, render());
  } catch (thrown) {
    if (thrown instanceof ResponseError) return failure(operation, thrown);
    throw thrown;
  }
}

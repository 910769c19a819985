import { violation } from './request-grammar.ts';
import { requestRules } from './request-rules.ts';
import { SoapFault } from './soap.ts';
import { child, children, namespaces, parseXml, textOf, type XmlElement } from './xml.ts';

/** A request as it came, checked against the published structure. */
export interface ReadRequest {
  readonly header: XmlElement | undefined;
  /** The request element, the child of `soap:Body`. */
  readonly element: XmlElement;
  readonly operation: string;
}

/** Versions of the schema that a request may name; types.xsd, ExchangeVersionType, and those that came later. */
const versions: ReadonlySet<string> = new Set([
  'Exchange2007',
  'Exchange2007_SP1',
  'Exchange2010',
  'Exchange2010_SP1',
  'Exchange2010_SP2',
  'Exchange2013',
  'Exchange2013_SP1',
  'Exchange2015',
  'Exchange2016',
]);

/** Takes an envelope apart. @throws SoapFault ErrorSchemaValidation for what is no envelope with one request */
export function readEnvelope(text: string): ReadRequest {
  let root: XmlElement;
  try {
    root = parseXml(text);
  } catch (thrown) {
    throw schemaFault(`The request is not well-formed: ${String(thrown)}`);
  }
  const [element, second] = children(child(root, 'Body'));
  if (root.localName !== 'Envelope' || root.namespaceURI !== namespaces.soap) {
    throw schemaFault('The request is no SOAP 1.1 envelope.');
  }
  if (element?.namespaceURI !== namespaces.messages || second !== undefined) {
    throw schemaFault('The body of the envelope holds no request of Exchange, or more than one.');
  }
  return { header: child(root, 'Header'), element, operation: element.localName ?? '' };
}

/** Refuses what Exchange refuses before it looks at the mailbox. @throws SoapFault */
export function checkRequest({ header, element, operation }: ReadRequest): void {
  const version = child(header, 'RequestServerVersion')?.getAttribute('Version') ?? undefined;
  if (version === undefined || !versions.has(version)) {
    throw new SoapFault(
      'ErrorInvalidServerVersion',
      `The RequestServerVersion header names ${version ?? 'no version'}; it has to be one of ${[...versions].join(', ')}.`,
    );
  }
  const rule = Object.hasOwn(requestRules, operation) ? requestRules[operation] : undefined;
  if (rule === undefined) throw new SoapFault('ErrorInvalidRequest', `The operation ${operation} is not known here.`);
  const wrong = violation(element, rule);
  if (wrong !== undefined) throw schemaFault(wrong);
}

/** How many things a request asks for, each of which gets a response message of its own. */
export function askedFor({ element, operation }: ReadRequest): number {
  const lists: Readonly<Record<string, string>> = {
    GetItem: 'ItemIds',
    GetFolder: 'FolderIds',
    FindFolder: 'ParentFolderIds',
    GetAttachment: 'AttachmentIds',
  };
  const list = lists[operation];
  return list === undefined ? 1 : children(child(element, list)).length;
}

/** The folder that a synchronisation is about. */
export function targetOf(request: XmlElement): XmlElement | undefined {
  return children(child(request, 'SyncFolderId'))[0];
}

/** The state that a synchronisation goes on from; undefined from the beginning. */
export function stateOf(request: XmlElement): string | undefined {
  return textOf(child(request, 'SyncState')) || undefined;
}

function schemaFault(wrong: string): SoapFault {
  return new SoapFault('ErrorSchemaValidation', `The request failed schema validation: ${wrong}`);
}

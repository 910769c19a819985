/** What code is for, by where it comes from; the first that fits counts. */
const groups: readonly (readonly [purpose: string, origins: RegExp])[] = [
  ['XML into a tree (xmldom)', /^@xmldom\//],
  ['EWS objects and requests (ews-javascript-api)', /^ews-javascript-api/],
  ['Dates (moment)', /^moment/],
  [
    'XML read (our reader, saxes)',
    /^(saxes|xmlchars)|^worker\/exchange\/(read-xml|xml-pass|lifted-content|allowed-characters)/,
  ],
  ['EWS adapter', /^worker\/exchange\//],
  ['Graph adapter', /^worker\/graph\//],
  ['HTTP to Graph (undici)', /^undici/],
  [
    'HTML cleaned (htmlparser2 and our cleaner)',
    /^(htmlparser2|entities|domhandler)|^worker\/documents\/(html|read-html|quote|quoted)/,
  ],
  ['Documents, digests and attributes', /^worker\/documents\//],
  ['AWS SDK: documents to JSON, signatures, DynamoDB values', /^(@smithy|@aws-sdk|@aws-crypto|@aws)\//],
  ['Adapters of index and table', /^worker\/(qbusiness|dynamodb|staging)\//],
  ['Engine', /^worker\/(sync|scope)\//],
  [
    'Events from thread to thread, log, metrics',
    /^worker\/(sync-thread|runtime|cli|main)|^(winston|logform|triple-beam|readable-stream|safe-stable-stringify)/,
  ],
  ['Collection of garbage', /^\(garbage collector\)$/],
  ['Node itself: start, sockets, streams', /^\(Node\)$/],
];

/** Purposes in the order of the table, and what is left. */
export const purposes: readonly string[] = [...groups.map(([purpose]) => purpose), 'Other packages'];

export function purposeOf(origin: string): string {
  return groups.find(([, origins]) => origins.test(origin))?.[0] ?? 'Other packages';
}

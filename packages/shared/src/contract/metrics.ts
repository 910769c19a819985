/** CloudWatch namespace of all metrics of workers. */
export const metricNamespace = 'ExchangeConnector';

/** Dimensions by what they tell. Every metric has the environment; each further value of one is a metric to pay for. */
export const metricDimensions = {
  environment: 'Environment',
  cause: 'Cause',
  service: 'Service',
  operation: 'Operation',
} as const;

/** What a metric may be broken down by. */
export type MetricBreakdown = Exclude<keyof typeof metricDimensions, 'environment'>;

/**
 * How values become a number for all workers:
 *
 * - `count`   what happened since the last value: their sum
 * - `level`   how things stand; each worker tells it once a minute: their sum, divided by the minutes
 * - `highest` how things stand with a worker, or with something that all of them see: the highest
 * - `values`  single measurements: percentiles
 */
export type MetricKind = 'count' | 'level' | 'highest' | 'values';

/** One metric: everything that workers, dashboard, alarms and the reference page have to know of it. */
export interface MetricDefinition {
  readonly name: string;
  readonly unit: 'Count' | 'Seconds' | 'Milliseconds' | 'Bytes' | 'Percent';
  readonly kind: MetricKind;
  /** Each is a set of dimensions beside the environment; the empty one is the total. */
  readonly by: readonly (readonly MetricBreakdown[])[];
  /** One sentence. */
  readonly doc: string;
}

const total = [[]] as const;
const byOperation = [['service', 'operation']] as const;

/** All metrics. The keys are the names by which the code knows them. */
export const metricsTable = {
  workersUp: {
    name: 'WorkersUp',
    unit: 'Count',
    kind: 'level',
    by: total,
    doc: 'Workers that run and report.',
  },
  configurationFailures: {
    name: 'ConfigurationFailures',
    unit: 'Count',
    kind: 'level',
    by: total,
    doc: 'Workers that can do nothing before a person acts: credentials, index, table or settings are refused.',
  },
  syncAge: {
    name: 'SyncAge',
    unit: 'Seconds',
    kind: 'highest',
    by: total,
    doc: 'Time since the oldest successful sync of a mailbox; since the start of the worker for one that it has not seen succeed.',
  },
  mailboxesDone: {
    name: 'MailboxesDone',
    unit: 'Count',
    kind: 'level',
    by: total,
    doc: 'Mailboxes and archives whose last sync was complete.',
  },
  mailboxesParked: {
    name: 'MailboxesParked',
    unit: 'Count',
    kind: 'level',
    by: total,
    doc: 'Mailboxes and archives left alone for now, because Exchange asked for it.',
  },
  mailboxesFailing: {
    name: 'MailboxesFailing',
    unit: 'Count',
    kind: 'level',
    by: total,
    doc: 'Mailboxes and archives whose last sync was incomplete.',
  },
  messagesIndexed: {
    name: 'MessagesIndexed',
    unit: 'Count',
    kind: 'count',
    by: total,
    doc: 'Messages put into the index, new or changed.',
  },
  messagesUnchanged: {
    name: 'MessagesUnchanged',
    unit: 'Count',
    kind: 'count',
    by: total,
    doc: 'Messages found as the index already holds them.',
  },
  messagesFailed: {
    name: 'MessagesFailed',
    unit: 'Count',
    kind: 'count',
    by: [[], ['cause']],
    doc: 'Messages recorded as failed, each time that they fail; causes beyond the first 20 of a worker are `other`.',
  },
  documentsPut: {
    name: 'DocumentsPut',
    unit: 'Count',
    kind: 'count',
    by: total,
    doc: 'Documents that the index accepted: messages and attachments.',
  },
  documentsDeleted: {
    name: 'DocumentsDeleted',
    unit: 'Count',
    kind: 'count',
    by: total,
    doc: 'Documents deleted from the index.',
  },
  deletionsHeld: {
    name: 'DeletionsHeld',
    unit: 'Count',
    kind: 'level',
    by: total,
    doc: 'Messages whose deletion from the index waits for a person to release it.',
  },
  pages: {
    name: 'Pages',
    unit: 'Count',
    kind: 'count',
    by: total,
    doc: 'Pages of changes read from Exchange and applied.',
  },
  throttleSeconds: {
    name: 'ThrottleSeconds',
    unit: 'Seconds',
    kind: 'count',
    by: [[], ['service']],
    doc: 'Time in which at least one mailbox or call waited because a service asked for it; at most 60 for each worker and minute.',
  },
  callDuration: {
    name: 'CallDuration',
    unit: 'Milliseconds',
    kind: 'values',
    by: byOperation,
    doc: 'Time of each call to a service, whatever its outcome; the number of values is the number of calls.',
  },
  callErrors: {
    name: 'CallErrors',
    unit: 'Count',
    kind: 'count',
    by: byOperation,
    doc: 'Calls that failed, those that a further try mended included.',
  },
  leaseConflicts: {
    name: 'LeaseConflicts',
    unit: 'Count',
    kind: 'count',
    by: total,
    doc: 'Mailboxes found held by another worker, taken over from a dead one, or lost to another one.',
  },
  indexDocuments: {
    name: 'IndexDocuments',
    unit: 'Count',
    kind: 'highest',
    by: total,
    doc: 'Documents in the index, those of other data sources included, as the service counts them at the start and end of a run.',
  },
  indexTextBytes: {
    name: 'IndexTextBytes',
    unit: 'Bytes',
    kind: 'highest',
    by: total,
    doc: 'Text in the index, counted likewise.',
  },
  indexUnits: {
    name: 'IndexUnits',
    unit: 'Count',
    kind: 'highest',
    by: total,
    doc: 'Units of index capacity that are paid for; each holds 20,000 documents or 200 MB of text.',
  },
  indexCapacityUsed: {
    name: 'IndexCapacityUsed',
    unit: 'Percent',
    kind: 'highest',
    by: total,
    doc: 'Part of the capacity that is used up, by documents or by text, whichever is more.',
  },
  memoryUsed: {
    name: 'MemoryUsed',
    unit: 'Bytes',
    kind: 'highest',
    by: total,
    doc: "Memory of the worker's process (resident set).",
  },
  eventLoopDelay: {
    name: 'EventLoopDelay',
    unit: 'Milliseconds',
    kind: 'values',
    by: total,
    doc: 'How late the sync thread was with other work, the worst of each second: long delays mean that parsing keeps it busy.',
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricKey = keyof typeof metricsTable;

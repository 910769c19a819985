/** What an estimate rests on: each number with where it comes from. Prices in US dollars, list prices of us-east-1. */
export const assumptions = {
  /** Documents of attachments for each message. `docs/guides/scaling.md`: 227 of 1,000 messages of the generator. */
  attachmentsPerMessage: 0.23,
  /** Bytes of text of a document that count towards the capacity of an index. A guess: bodies of 20 kB of HTML hold about this. */
  textBytesPerDocument: 5 * 1024,
  /**
   * Calls, one after the other, that tell what changed in a mailbox. Five look at all folders through Microsoft Graph, two through EWS
   * (`docs/explanation/performance.md`); one run of ten asks each of about 30 folders as well.
   */
  callsPerLook: 8,
  /** Seconds that a call to Exchange takes. The benchmark's latency. */
  exchangeCallSeconds: 0.15,
  /**
   * Messages a second of one mailbox, at 0.15 seconds a call and 0.08 a put. `docs/explanation/performance.md`, rounded down. Reported
   * from the field are 3.
   */
  messagesPerSecondOfMailbox: 25,
  /** Messages a second that one vCPU takes in. `docs/explanation/performance.md`, rounded down. */
  messagesPerSecondOfWorker: 100,
  /** Mailboxes that a worker reads at a time, as `maxWorkerThreads` is without a setting. */
  threadsPerWorker: 4,
  /** Write units of DynamoDB for a message. `docs/guides/scaling.md`, measured. */
  writeUnitsPerMessage: 6.3,
  /** Bytes that stay in DynamoDB for a message. `docs/guides/scaling.md`, measured. */
  stateBytesPerMessage: 1_440,
  /** Write and read units of a run with nothing new, for each store. `docs/guides/scaling.md`, measured. */
  idleUnitsPerStore: { write: 9.2, read: 17.2 },
  /** Units of an enterprise index at the most. Amazon Q Business user guide: tiers. */
  unitsOfIndex: 50,
  prices: {
    /** A vCPU with 2 GB of Fargate for an hour. */
    workerHour: 0.04937,
    millionWriteUnits: 0.625,
    millionReadUnits: 0.125,
    /** A GB of DynamoDB for a month, with point-in-time recovery. */
    stateGigabyteMonth: 0.45,
  },
  hoursOfMonth: 730,
} as const;

import { flag, nameOf, oneOf, setting, settingsTable, wholeNumber } from '@connector/shared';
import { fargateMemory } from './fargate-sizes.ts';
import { oneOfNumbers } from './types.ts';

const { syncIntervalHours, syncMode, maxWorkerThreads } = settingsTable;
const settingWins = 'The stack always passes it on, so that the parameter of the same name does not count.';

/** Options of the services and their tasks. */
export const serviceOptions = {
  workerCount: setting({
    name: 'workerCount',
    type: wholeNumber(1, 100, 'services'),
    default: '1',
    doc: 'How many Fargate services there are, `worker-1` to `worker-N`; each takes every N-th mailbox.',
    advice: 'Raise it when a run takes longer than the interval. Each worker costs one task around the clock.',
  }),
  environment: setting({
    name: 'environment',
    type: nameOf(/^[a-zA-Z0-9-]{1,32}$/, '1 to 32 letters, digits and hyphens'),
    default: 'dev',
    doc: 'Name of the environment: part of the names of the stack and the cluster, and of the defaults of `parameterPrefix` and `tableName`.',
    advice: 'One for each deployment in an account and region. Another name is another stack.',
  }),
  cpu: setting({
    name: 'cpu',
    type: oneOfNumbers(Object.keys(fargateMemory).map(Number), 'CPU units'),
    default: '1024',
    doc: 'CPU of each task; 1024 units are one vCPU.',
    advice: 'Parsing mail is what needs it. 512 is enough for a few small mailboxes.',
  }),
  memory: setting({
    name: 'memory',
    type: wholeNumber(512, 122_880, 'MiB'),
    default: '2048',
    note: 'a size that Fargate has for this `cpu`',
    doc: 'Memory of each task.',
    advice:
      'Raise it with `maxWorkerThreads` and with the size of attachments. Node uses three quarters of it for objects at the most.',
  }),
  architecture: setting({
    name: 'architecture',
    type: oneOf('x86_64', 'arm64'),
    default: 'x86_64',
    doc: 'Processor that the tasks run on and that the image is built for.',
    advice: '`arm64` costs a fifth less; building its image on another machine needs emulation in Docker.',
  }),
  spot: setting({
    name: 'spot',
    type: flag,
    default: 'false',
    doc: 'Run the workers after the first `spotOnDemandBase` on Fargate Spot.',
    advice:
      'Spot costs about a third. A task is told two minutes before it is taken, ends in order and loses nothing; its mailboxes wait until there is capacity again, and so does a deployment.',
  }),
  spotOnDemandBase: setting({
    name: 'spotOnDemandBase',
    type: wholeNumber(0, 100, 'services'),
    default: '1',
    doc: 'With `spot`, how many workers stay on demand all the same, counted from `worker-1`.',
    advice:
      'Each service has one task, so the base is counted in services. Mailboxes of the workers in the base stay fresh whatever Spot has; 0 puts all on Spot.',
  }),
  syncIntervalHours: setting({
    ...syncIntervalHours,
    name: 'syncIntervalHours',
    advice: `${syncIntervalHours.advice} ${settingWins} The alarm on stale mailboxes follows it.`,
  }),
  syncMode: setting({ ...syncMode, name: 'syncMode', advice: `${syncMode.advice} ${settingWins}` }),
  maxWorkerThreads: setting({
    ...maxWorkerThreads,
    name: 'maxWorkerThreads',
    advice: `${maxWorkerThreads.advice} ${settingWins}`,
  }),
  image: setting({
    name: 'image',
    type: nameOf(
      /^[a-z0-9][\w./:@-]{0,511}$/i,
      'an image reference such as `123456789012.dkr.ecr.us-east-1.amazonaws.com/worker:1`',
    ),
    defaultDoc: 'none; the image is built from this repository',
    doc: 'A ready image of the worker in a registry, instead of building one. Permission to pull is given for Amazon ECR.',
    advice:
      'Use it where images are built and scanned by a pipeline, and to deploy without Docker. Name a digest or a tag that never moves.',
  }),
} as const;

import type { Import } from './imports.ts';
import type { Rule } from './source.ts';

/** What the files of one part of the tree may import. */
interface Area {
  /** Paths of the files; the first area that fits counts. */
  readonly files: RegExp;
  /** Files of ours that may be imported; `$1` is what `files` caught. */
  readonly own: readonly string[];
  /** Files of ours of which only types may be imported. */
  readonly types?: readonly string[];
  /** Modules that are not files of ours; `any` for all but packages of ours. */
  readonly libraries: 'any' | readonly string[];
  /** Packages of ours. */
  readonly packages?: readonly string[];
}

const shared = '@connector/shared';
const sandbox = '@connector/sandbox';
const worker = 'packages/worker/src';
const standIns = 'packages/sandbox/src';
const ports = [`${worker}/sync/ports/`, `${worker}/sync/events.ts`];

/** Section 6 of the style guide. A file that fits no area breaks the rule: decide where it belongs. */
const areas: readonly Area[] = [
  {
    // Pure: no SDK, network or disk. zod parses, node:url knows domains, node:crypto digests addresses; windows-iana is a table.
    files: /^packages\/shared\/src\//,
    own: ['packages/shared/src/'],
    libraries: ['zod', 'node:url', 'node:crypto', 'windows-iana'],
  },
  { files: /^packages\/shared\/test\//, own: ['packages/shared/'], libraries: 'any' },
  // The composition root, the other thread's, and the commands know every concrete class.
  {
    files:
      /^packages\/worker\/src\/(?:main|sync-thread|composition|open-source|open-directory|run-mailboxes|run-groups)\.ts$/,
    own: [`${worker}/`],
    libraries: 'any',
    packages: [shared],
  },
  { files: /^packages\/worker\/src\/cli\//, own: [`${worker}/`], libraries: 'any', packages: [shared] },
  {
    files: /^packages\/worker\/src\/(exchange|graph|qbusiness|dynamodb|parameters|staging)\//,
    own: [
      `${worker}/$1/`,
      `${worker}/errors.ts`,
      ...['retry', 'aws-service', 'adaptive-limit', 'stay-away', 'decode-utf8', 'sign-of-life'].map(
        (name) => `${worker}/runtime/${name}.ts`,
      ),
    ],
    types: ports,
    libraries: 'any',
    packages: [shared],
  },
  {
    // Shares the stores among sources that it is given: it knows the port alone.
    files: /^packages\/worker\/src\/routing\//,
    own: [`${worker}/routing/`, `${worker}/errors.ts`],
    types: ports,
    libraries: [],
  },
  {
    files: /^packages\/worker\/src\/memory\//,
    own: [`${worker}/memory/`, `${worker}/errors.ts`],
    types: ports,
    libraries: [],
    packages: [shared],
  },
  {
    files: /^packages\/worker\/src\/documents\//,
    own: [`${worker}/documents/`, `${worker}/errors.ts`],
    libraries: ['htmlparser2', 'file-type', 'ical.js', 'node:buffer', 'node:crypto'],
    packages: [shared],
  },
  {
    // Pure: arithmetic.
    files: /^packages\/worker\/src\/estimate\//,
    own: [`${worker}/estimate/`],
    libraries: [],
    packages: [shared],
  },
  {
    // Pure, like documents. node:crypto digests what decides.
    files: /^packages\/worker\/src\/scope\//,
    own: [`${worker}/scope/`, `${worker}/documents/`],
    libraries: ['node:crypto'],
    packages: [shared],
  },
  {
    // Policy over ports, like the engine. node:crypto digests settings.
    files: /^packages\/worker\/src\/(roster|groups)\//,
    own: [`${worker}/$1/`, `${worker}/errors.ts`],
    types: ports,
    libraries: ['node:crypto'],
    packages: [shared],
  },
  {
    files: /^packages\/worker\/src\/sync\//,
    own: [`${worker}/sync/`, `${worker}/documents/`, `${worker}/scope/`, `${worker}/errors.ts`],
    // node:events says how many may listen to the end of a store.
    libraries: ['p-limit', 'async-mutex', 'node:events'],
    packages: [shared],
  },
  {
    // counts.ts adds up the numbers of events and decides nothing. The clock's port is what the system's clock implements.
    files: /^packages\/worker\/src\/runtime\//,
    own: [`${worker}/runtime/`, `${worker}/errors.ts`, `${worker}/sync/counts.ts`],
    types: ports,
    libraries: 'any',
    packages: [shared],
  },
  { files: /^packages\/worker\/src\/[^/]+\.ts$/, own: [], libraries: [] },
  {
    files: /^packages\/worker\/(?:test|bench)\//,
    own: ['packages/worker/'],
    libraries: 'any',
    packages: [shared, sandbox],
  },
  // What stand-ins have in common has folders of its own.
  { files: /^packages\/sandbox\/src\/http\//, own: [`${standIns}/http/`], libraries: 'any', packages: [shared] },
  {
    files: /^packages\/sandbox\/src\/mail\//,
    own: [`${standIns}/mail/`, `${standIns}/http/`],
    libraries: 'any',
    packages: [shared],
  },
  // The demo and the files that put the sandbox together know all stand-ins.
  {
    files: /^packages\/sandbox\/src\/(?:demo\/|[^/]+\.ts$)/,
    own: [`${standIns}/`],
    libraries: 'any',
    packages: [shared],
  },
  {
    files: /^packages\/sandbox\/src\/([^/]+)\//,
    own: [`${standIns}/$1/`, `${standIns}/http/`, `${standIns}/mail/`],
    libraries: 'any',
    packages: [shared],
  },
  {
    files: /^packages\/sandbox\/(?:bin|test|bench)\//,
    own: ['packages/sandbox/'],
    libraries: 'any',
    packages: [shared],
  },
  {
    files: /^packages\/infra\/test\//,
    own: ['packages/infra/'],
    libraries: 'any',
    packages: [shared, sandbox],
  },
  { files: /^packages\/infra\//, own: ['packages/infra/'], libraries: 'any', packages: [shared] },
  // Reference pages are generated from the tables of the worker and of the stack.
  {
    files: /^scripts\//,
    own: ['scripts/', `${worker}/documents/`, `${worker}/estimate/`, 'packages/infra/src/options/'],
    libraries: 'any',
    packages: [shared, sandbox],
  },
  // The benchmark runs the engine alone as well as the whole worker, from outside of all packages.
  {
    files: /^bench\//,
    own: ['bench/', `${worker}/`],
    libraries: 'any',
    packages: [shared, sandbox],
  },
  { files: /^test\//, own: ['test/', 'scripts/', 'bench/'], libraries: 'any', packages: [shared, sandbox] },
];

/** Nothing may be imported but what the area of a file allows. */
export const dependenciesPointOneWay: Rule = (sources) =>
  sources.flatMap(({ path, imports }) => {
    const area = areas.find(({ files }) => files.test(path));
    if (area === undefined) return [`${path} stands in no area of test/architecture/directions.ts`];
    return imports.filter((each) => !mayImport(area, path, each)).map((each) => arrow(path, each));
  });

/** Entry points start when they are imported. */
export const nothingImportsAnEntryPoint: Rule = (sources) =>
  sources.flatMap(({ path, imports }) =>
    imports.filter(({ target }) => entryPoint.test(target)).map((each) => arrow(path, each)),
  );

const entryPoint = /^(?:packages\/(?:worker\/src\/(?:main|sync-thread)\.ts|[^/]+\/bin\/)|bench\/(?:[^/]+\/)?main\.ts)/;

function arrow(path: string, { target, typeOnly }: Import): string {
  return `${path} -> ${target}${typeOnly ? ' (types)' : ''}`;
}

function mayImport(area: Area, path: string, { target, typeOnly }: Import): boolean {
  if (/^(packages|scripts|test|bench)\//.test(target)) {
    const caught = area.files.exec(path)?.[1] ?? '';
    const allowed = [...area.own.map((own) => own.replace('$1', caught)), ...(typeOnly ? (area.types ?? []) : [])];
    return allowed.some((own) => (own.endsWith('/') ? target.startsWith(own) : target === own));
  }
  if (target.startsWith('@connector/')) return area.packages?.includes(target) ?? false;
  // What else begins with a dot leads out of the code.
  if (target.startsWith('.') || target === '(computed)') return false;
  return area.libraries === 'any' || area.libraries.includes(target);
}

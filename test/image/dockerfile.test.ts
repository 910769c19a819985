import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readDockerfile } from '../../scripts/image/read-dockerfile.ts';
import { replayDockerfile } from '../../scripts/image/replay-dockerfile.ts';
import { root } from '../architecture/source.ts';

const text = readFileSync(join(root, 'packages/worker/Dockerfile'), 'utf8');

describe('the Dockerfile', () => {
  it('installs with the package manager that the repository names, and exactly what is locked', () => {
    const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      packageManager: string;
    };
    const runs = readDockerfile(text).stages.flatMap(({ steps }) =>
      steps.flatMap((step) => (step.kind === 'run' ? [step.command] : [])),
    );
    expect(runs[0]).toContain(`npx --yes ${packageManager.replace(/\+.*/, '')} install --frozen-lockfile `);
  });

  it('knows every package of the lockfile, so that the frozen installation holds', () => {
    const copied = readDockerfile(text).stages[0]?.steps.flatMap((step) => (step.kind === 'copy' ? step.sources : []));
    const manifests = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/package.json`);
    expect(copied).toEqual(expect.arrayContaining(manifests));
  });

  it('ends in a stage that runs nothing while it is built, and takes from another one alone', () => {
    const kinds = readDockerfile(text)
      .stages.at(-1)
      ?.steps.map((step) => (step.kind === 'copy' ? `copy from ${step.from}` : step.kind));
    expect(kinds).toEqual(['workdir', 'copy from build', 'env', 'user', 'volume', 'entrypoint']);
  });
});

describe('the reader of Dockerfiles', () => {
  it('refuses what the replay would have to pass over', () => {
    expect(() => readDockerfile('FROM a\nRUN true\nADD http://x /y\n')).toThrow('line 3: the replay does not know ADD');
    expect(() => readDockerfile('RUN true\n')).toThrow('line 1: RUN stands before FROM');
  });

  it('joins lines that are continued, and leaves comments out', () => {
    const [stage] = readDockerfile('# one\nFROM a AS b\n# two\nRUN c \\\n  d\n').stages;
    expect(stage).toMatchObject({
      name: 'b',
      base: 'a',
      steps: [{ kind: 'run', command: expect.stringMatching(/^c\s+d$/) }],
    });
  });
});

describe('the replay', () => {
  let folder: string;
  const replay = (dockerfile: string, environment = {}) => {
    const options = { context: join(folder, 'context'), folder: join(folder, 'stages') };
    return replayDockerfile(readDockerfile(dockerfile), {
      ...options,
      environment: { PATH: process.env['PATH'] ?? '', ...environment },
    });
  };
  const contents = (path: string) => readFileSync(path, 'utf8');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'replay-'));
    mkdirSync(join(folder, 'context/sub'), { recursive: true });
    writeFileSync(join(folder, 'context/a.txt'), 'a');
    writeFileSync(join(folder, 'context/sub/b.txt'), 'b');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('copies files into folders and under names, and of folders what is in them', () => {
    const image = replay('FROM x\nWORKDIR /w\nCOPY a.txt ./\nCOPY a.txt c.txt\nCOPY sub d\nCOPY sub/ /e/\n');
    expect(image.workdir).toBe(join(image.root, 'w'));
    expect(readdirSync(image.root, { recursive: true }).sort()).toEqual([
      'e',
      'e/b.txt',
      'w',
      'w/a.txt',
      'w/c.txt',
      'w/d',
      'w/d/b.txt',
    ]);
  });

  it('takes from stages that were built, runs with their environment, and hands on what is set last', () => {
    const image = replay(
      'FROM x AS one\nWORKDIR /w\nENV GREETING=hello\nRUN printf %s "$GREETING$OUTSIDE" > out\n' +
        'FROM x\nWORKDIR /v\nCOPY --from=one /w/out ./\nENV A=1\nUSER 7\nVOLUME /tmp\nENTRYPOINT ["node", "out"]\n',
      { OUTSIDE: ' world' },
    );
    expect(contents(join(image.workdir, 'out'))).toBe('hello world');
    expect(image).toMatchObject({ environment: { A: '1' }, user: '7', volumes: ['/tmp'], entrypoint: ['node', 'out'] });
  });

  it('fails with what it runs, with stages that are not there, and with paths that lead out', () => {
    expect(() => replay('FROM x\nRUN exit 3\n')).toThrow('exit 3');
    expect(() => replay('FROM x\nCOPY --from=nowhere /a ./\n')).toThrow('there is no stage of this name');
    expect(() => replay('FROM x\nCOPY ../secret ./\n')).toThrow('../secret leads out of');
  });
});

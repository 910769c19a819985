import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Processes, type Program } from '../../scripts/deployment/processes.ts';

const script = (text: string, limitMs = 20_000): Program => ({
  name: 'the program',
  command: process.execPath,
  args: ['-e', text],
  environment: { GIVEN: 'yes' },
  limitMs,
});
const endless = 'setInterval(() => {}, 1e6);';

describe('a process of the rehearsal', () => {
  let stop: AbortController;
  let processes: Processes;
  beforeEach(() => {
    stop = new AbortController();
    processes = new Processes(stop.signal);
  });
  afterEach(() => processes.killAll());

  it('has the environment that it is given and no other', async () => {
    const output = await processes.run(script('console.log(Object.keys(process.env).join())'));
    expect(output.trim()).toBe('GIVEN');
  });

  it('fails with what it wrote when it ends with another code than the one that is wanted', async () => {
    const program = script('console.error("no such stack"); process.exitCode = 3');
    await expect(processes.run(program)).rejects.toThrow(/the program ended with 3 instead of 0:\nno such stack/);
    await expect(processes.run(program, 3)).resolves.toBe('no such stack\n');
  });

  it('is killed when it takes too long', async () => {
    await expect(processes.run(script(endless, 50))).rejects.toThrow('the program did not end within 0.05 seconds');
  });

  it('is killed with what it started when everything stops', async () => {
    // Its end is known only when nobody holds its output any more, so also this child has to be gone.
    const child = `require('node:child_process').spawn(process.execPath, ['-e', '${endless}'], { stdio: 'inherit' });`;
    const { line, ended } = processes.start(script(`${child} console.log('up'); ${endless}`));
    await line((text) => text === 'up');
    stop.abort(new Error('stopped by SIGTERM'));
    await expect(ended).rejects.toThrow('stopped by SIGTERM');
    expect(() => processes.start(script(endless))).toThrow('stopped by SIGTERM');
  });

  it('tells the line that is waited for, past or future', async () => {
    const { line } = processes.start(script(`console.log('one'); console.log('two'); ${endless}`));
    expect(await line((text) => text.startsWith('t'))).toBe('two');
    expect(await line((text) => text.startsWith('o'))).toBe('one');
  });

  it('says so when it ends without the line that is waited for', async () => {
    const { line } = processes.start(script('console.log("bad settings"); process.exitCode = 2'));
    await expect(line((text) => text === 'up')).rejects.toThrow(
      /the program ended with 2 before it said what was waited for:\nbad settings/,
    );
  });

  it('fails when there is no such program', async () => {
    const program = { ...script(''), command: '/nowhere/program' };
    await expect(processes.run(program)).rejects.toThrow('ENOENT');
  });
});

import { describe, expect, it } from '@jest/globals';
import { readArguments } from '../../src/cli/options.ts';

describe('the arguments of the original', () => {
  it.each([
    [['full_sync', '--once'], { command: 'sync', once: true, mode: 'full' }],
    [['delta_sync'], { command: 'sync', once: false, mode: 'delta' }],
    [['full'], { command: 'sync', once: false, mode: 'full' }],
    [['--force-stop'], { command: 'force-stop', dryRun: false, yes: false, evenIfUsed: false }],
  ])('%j mean the same here', (args, request) => {
    expect(readArguments(args, '1.0.0')).toEqual(request);
  });

  it('do not make a mode of something else', () => {
    expect(readArguments(['half_sync'], '1.0.0')).toEqual({ command: 'done', exitCode: 2 });
    expect(readArguments(['_sync'], '1.0.0')).toEqual({ command: 'done', exitCode: 2 });
  });
});

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

describe('the arguments of a plan', () => {
  it('make an estimate of it', () => {
    const args = ['plan', '--estimate', '--messages', '500', '--index-rate', '2.5', '--workers', '3'];
    expect(readArguments(args, '1.0.0')).toEqual({
      command: 'estimate',
      json: false,
      messagesPerMailbox: 500,
      changesPerDay: 50,
      indexDocumentsPerSecond: 2.5,
      unitPrice: 0.264,
      workers: 3,
    });
  });

  it.each([
    ['--messages', '-1'],
    ['--index-rate', '0'],
    ['--unit-price', 'much'],
    ['--workers', '0'],
  ])('%s %s are refused', (option, value) => {
    expect(readArguments(['plan', '--estimate', option, value], '1.0.0')).toEqual({ command: 'done', exitCode: 2 });
  });
});

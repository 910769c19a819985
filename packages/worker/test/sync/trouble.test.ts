import { describe, expect, it } from '@jest/globals';
import type { Failure } from '../../src/errors.ts';
import { troubleMonitor } from '../../src/sync/trouble.ts';

const failure: Failure = { code: 'http.500', kind: 'transient', message: 'why', retryAfterMs: 7 };

describe('a service', () => {
  it('is taken for down with the last failure of an unbroken row, and stays so', () => {
    const trouble = troubleMonitor(3);
    trouble.failed(failure);
    trouble.failed(failure);
    expect(() => trouble.failed(failure)).toThrow(expect.objectContaining({ ...failure, name: 'ConnectorError' }));
    expect(() => trouble.failed(failure)).toThrow('why');
  });

  it('is not when something worked in between', () => {
    const trouble = troubleMonitor(2);
    for (let round = 0; round < 5; round += 1) {
      trouble.failed(failure);
      trouble.succeeded();
    }
    trouble.failed(failure);
    expect(() => trouble.failed(failure)).toThrow('why');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { nodeOptions } from '../../bench/worker/worker-run.ts';
import { root } from '../architecture/source.ts';

describe('the worker that is measured', () => {
  it('has the memory for objects that the stack gives it', () => {
    const stack = readFileSync(join(root, 'packages/infra/test/__snapshots__/stack.test.ts.snap'), 'utf8');
    const [, deployed] = /"Name": "NODE_OPTIONS",\s+"Value": "([^"]+)"/.exec(stack) ?? [];
    expect(nodeOptions).toBe(deployed);
  });
});

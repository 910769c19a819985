import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../../src/runtime/logger.ts';
import { textOutput } from '../support/text-output.ts';

describe('the logger', () => {
  it('writes one JSON object a line where machines read', () => {
    const output = textOutput();
    const logger = createLogger({ level: 'info', output });
    logger.info('run finished', { outcome: 'complete', seconds: 1.5, failuresByCode: { ErrorCorruptData: 2 } });
    logger.warn('two\nlines');
    const [first = '', second = '', ...rest] = output.text().split('\n');
    expect(JSON.parse(first)).toEqual({
      level: 'info',
      message: 'run finished',
      outcome: 'complete',
      seconds: 1.5,
      failuresByCode: { ErrorCorruptData: 2 },
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect(JSON.parse(second)).toMatchObject({ level: 'warn', message: 'two\nlines' });
    expect(rest).toEqual(['']);
  });

  it('writes readable lines on a terminal', () => {
    const output = textOutput({ isTTY: true });
    createLogger({ level: 'info', output }).info('run finished', { outcome: 'complete', seconds: 1.5 });
    expect(output.text()).toMatch(/^\d\d:\d\d:\d\d info {2}run finished outcome="complete" seconds=1.5\n$/);
  });

  it('leaves out what is below its level', () => {
    const output = textOutput();
    const logger = createLogger({ level: 'warn', output });
    logger.info('not this');
    logger.error('but this');
    expect(output.text()).not.toContain('not this');
    expect(output.text()).toContain('but this');
  });

  it.each([true, false])(
    'redacts messages and details, however deep and under whatever name (terminal: %s)',
    (isTTY) => {
      const output = textOutput({ isTTY });
      createLogger({ level: 'info', output }).warn('alice.smith@contoso.com: Bearer abcdefghijklmnop.qrst', {
        address: 'bob.builder@contoso.com',
        list: [{ inner: 'x-amz-security-token:FwoGZXIvYXdz' }],
        failuresByCode: { 'carol.jones@contoso.com': 1 },
      });
      expect(output.text()).not.toMatch(/smith|builder|jones|abcdefghijklmnop|FwoGZ/);
      expect(output.text()).toContain('al…@contoso.com#');
    },
  );

  it('cuts a message that would fill the log', () => {
    const output = textOutput();
    createLogger({ level: 'info', output }).error('x'.repeat(100_000), { detail: 'y'.repeat(100_000) });
    expect(output.text().length).toBeLessThan(1_200);
  });
});

import { describe, expect, it } from '@jest/globals';
import { entraFailure } from '../../src/exchange/entra-failure.ts';

const answer = (status: number, description: string, headers = {}) => ({
  status,
  headers,
  text: JSON.stringify({ error: 'server_error', error_description: description }),
});

describe('an answer of Entra ID without a token', () => {
  it.each(['AADSTS90006', 'AADSTS90012', 'AADSTS90024', 'AADSTS90025', 'AADSTS90033', 'AADSTS90090', 'AADSTS40010'])(
    'with the number %s may pass although the status says bad request',
    (number) => {
      expect(entraFailure(answer(400, `${number}: later.`), 0)).toMatchObject({
        code: `entra.${number}`,
        kind: 'transient',
      });
    },
  );

  it.each(['AADSTS50196', 'AADSTS90055'])('with the number %s is throttled', (number) => {
    expect(entraFailure(answer(400, `${number}: too many.`), 0)).toMatchObject({ kind: 'throttled' });
  });

  it('with a number that nobody listed is a matter of configuration', () => {
    expect(entraFailure(answer(400, 'AADSTS123: no.'), 0)).toMatchObject({
      code: 'entra.AADSTS123',
      kind: 'configuration',
    });
  });

  it('with a temporary number and advice is throttled for so long', () => {
    expect(entraFailure(answer(400, 'AADSTS90033: later.', { 'retry-after': '7' }), 0)).toMatchObject({
      kind: 'throttled',
      retryAfterMs: 7_000,
    });
  });

  it('from a proxy is no matter for the message', () => {
    const failure = entraFailure({ status: 502, headers: {}, text: '<html>SECRET' }, 0);
    expect(failure).toMatchObject({ code: 'entra.http-502', kind: 'transient' });
    expect(failure.message).not.toContain('SECRET');
  });

  it('tells the first line of the description, cut', () => {
    const { message } = entraFailure(answer(400, `AADSTS7000215: ${'x'.repeat(400)}END\r\nTrace ID: 1`), 0);
    expect(message).not.toContain('END');
    expect(message).not.toContain('Trace');
    expect(message).toContain('EXCHANGE_CLIENT_SECRET');
  });
});

import { describe, expect, it } from '@jest/globals';
import { resolveBootstrap } from '../../src/index.ts';

function problemsOf(env: Record<string, string>): readonly string[] {
  const bootstrap = resolveBootstrap(env);
  return bootstrap.ok ? [] : bootstrap.problems.map(({ name }) => name);
}

describe('resolveBootstrap', () => {
  it.each([
    [{}, 'dev', '/exchange-connector/dev'],
    [{ ENVIRONMENT: 'prod' }, 'prod', '/exchange-connector/prod'],
    [{ PARAMETER_STORE_PREFIX: '/mail/x' }, 'dev', '/mail/x'],
    [{ PARAMETER_STORE_PREFIX: 'none' }, 'dev', undefined],
  ])('reads %j', (env, environment, parameterStorePrefix) => {
    expect(resolveBootstrap(env)).toEqual({ ok: true, environment, parameterStorePrefix });
  });

  it.each(['mail/', 'mail', '/', '/mail/', '/a//b', '//a', '/aws/x', '/SSM', '/a b', `/x${'/x'.repeat(14)}`])(
    'refuses the prefix %s, below which there can be no parameter',
    (prefix) => {
      expect(problemsOf({ PARAMETER_STORE_PREFIX: prefix })).toEqual(['PARAMETER_STORE_PREFIX']);
    },
  );

  it('takes the deepest prefix below which there can be parameters', () => {
    const deepest = '/x'.repeat(14);
    expect(resolveBootstrap({ PARAMETER_STORE_PREFIX: deepest })).toMatchObject({ parameterStorePrefix: deepest });
  });

  it.each([{ ENVIRONMENT: 'a b' }, { PARAMETER_STORE_PREFIX: 'mail/' }])(
    'with %j also reports everything else that is wrong in the environment',
    (wrong) => {
      const others = { SYNC_MODE: 'sometimes', CONTAINER_INDEX: '1', EXCHANGE_CLIENT_ID: 'client' };
      const expected = [...Object.keys(wrong), 'SYNC_MODE', 'TOTAL_CONTAINERS'].sort();
      expect([...problemsOf({ ...wrong, ...others })].sort()).toEqual(expected);
    },
  );

  it('leaves out what a parameter may cure', () => {
    const wrong = { ENVIRONMENT: 'a b', EXCHANGE_AUTH: 'basic' };
    expect(problemsOf(wrong)).toEqual(['ENVIRONMENT']);
    expect(problemsOf({ ...wrong, EXCHANGE_SERVER: 'outlook.office365.com' })).toEqual(['ENVIRONMENT']);
    const url = 'https://outlook.office365.com/EWS/Exchange.asmx';
    expect(problemsOf({ ...wrong, EXCHANGE_EWS_URL: url })).toEqual(['ENVIRONMENT', 'EXCHANGE_AUTH']);
  });
});

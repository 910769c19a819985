import { describe, it } from '@jest/globals';
import { inDeepWorld } from '../support/deep-world.ts';
import { haveGraphTokensRefused, haveTokensRefused, outliveTokens } from '../support/scenarios/tokens.ts';

const options = { mailboxes: 3, messages: 60 };
const graphOptions = { ...options, archives: false };

describe('tokens that expire while a run is under way', () => {
  // MSAL gives a token no longer out in its last five minutes.
  it.each([
    [3, 'at once'],
    [302, 'every two seconds'],
  ])('are replaced: a life of %i seconds, renewed %s', (tokenSeconds) =>
    inDeepWorld({ ...options, sandbox: { tokenSeconds, exchange: { latencyMs: 100 } } }, (world) =>
      outliveTokens(world, { workers: 2, tokens: 5 }),
    ),
  );

  it('are replaced through Microsoft Graph', () =>
    inDeepWorld({ ...graphOptions, sandbox: { api: 'graph', tokenSeconds: 3, graph: { latencyMs: 20 } } }, (world) =>
      outliveTokens(world, { workers: 2, tokens: 5 }),
    ));

  it('are replaced when Exchange refuses them before their time', () => inDeepWorld(options, haveTokensRefused));

  it('are replaced when Microsoft Graph refuses them before their time', () =>
    inDeepWorld({ ...graphOptions, sandbox: { api: 'graph' } }, haveGraphTokensRefused));
});

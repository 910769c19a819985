import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, type Sandbox, startSandbox } from '../../src/index.ts';
import { tokenFor } from '../support/entra-token.ts';
import { distinguished, getFolder, startTestExchange } from '../support/exchange-client.ts';
import { address, restId, startTestGraph, type TestGraph, tokenWith } from '../support/graph-client.ts';

describe('a caller', () => {
  let test: TestGraph;
  beforeEach(async () => {
    test = await startTestGraph();
  });
  afterEach(() => test.graph.close());

  const withRoles = (...roles: readonly string[]) => ({ authorization: `Bearer ${tokenWith(...roles)}` });
  const newest = () => restId(test.mailbox.primary.wellKnown('inbox')?.itemsBelow(undefined, 1)[0]?.id);

  it.each([
    ['without a token', { authorization: '' }],
    ['with a password', { authorization: 'Basic eDp5' }],
    ['with a token for another service', { authorization: 'Bearer other' }],
  ])('%s is not known', async (_, headers) => {
    const answer = await test.get('mailFolders/inbox', headers);
    expect(answer).toMatchObject({ status: 401, code: 'InvalidAuthenticationToken' });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
    expect((await test.batch([{ id: '1', method: 'GET', url: '/x' }], headers)).status).toBe(401);
  });

  it.each([[[]], [['Mail.Send', 'User.Read.All']]])('with the roles %j may read nothing', async (roles) => {
    for (const path of ['mailFolders/delta', `messages/${newest()}`]) {
      expect(await test.get(path, withRoles(...roles))).toMatchObject({ status: 403, code: 'ErrorAccessDenied' });
    }
  });

  it.each(['Mail.Read', 'Mail.ReadWrite'])('with the role %s may read everything', async (role) => {
    const { body } = await test.get(`messages/${newest()}`, withRoles(role));
    expect(body).toHaveProperty('body');
  });

  it('with the role Mail.ReadBasic.All may read envelopes alone', async () => {
    const headers = withRoles('Mail.ReadBasic.All');
    const { status, body } = await test.get(`messages/${newest()}`, headers);
    expect(status).toBe(200);
    for (const content of ['body', 'bodyPreview']) expect(body).not.toHaveProperty(content);
    expect((await test.get('messages?$top=1&$select=subject', headers)).status).toBe(200);
    expect(await test.get('messages?$top=1&$select=body', headers)).toMatchObject({ code: 'ErrorAccessDenied' });
    const paths = ['?$select=body', '?$select=uniqueBody', '?$expand=attachments', '/$value', '/attachments'];
    for (const path of paths) {
      expect(await test.get(`messages/${newest()}${path}`, headers)).toMatchObject({ code: 'ErrorAccessDenied' });
    }
  });

  it.each([
    ['users/nobody@contoso.example/mailFolders', 404, 'ErrorInvalidUser'],
    ['users/ann@contoso.example/onenote', 400, 'BadRequest'],
    ['me/mailFolders', 400, 'BadRequest'],
    ['users/%E0%A4%A/mailFolders', 400, 'BadRequest'],
  ])('finds nothing at %s', async (path, status, code) => {
    expect(await test.get(`${test.graph.graphUrl}/${path}`)).toMatchObject({ status, code });
  });

  it('finds a mailbox whatever the case of its address', async () => {
    expect((await test.get(`${test.graph.graphUrl}/Users/ANN%40contoso.example/MailFolders`)).status).toBe(200);
    expect((await test.get(`${test.graph.url}/beta/users/ann@contoso.example/mailFolders`)).status).toBe(400);
  });

  it('may only read', async () => {
    const headers = { authorization: `Bearer ${tokenWith('Mail.Read')}` };
    const response = await fetch(`${test.graph.graphUrl}/users/ann@contoso.example/mailFolders`, {
      method: 'POST',
      headers,
    });
    expect(response.status).toBe(405);
  });
});

describe('tokens of the sandbox', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    const world = await createWorld({ seed: 1 });
    world.addMailbox('a@contoso.example');
    sandbox = await startSandbox({ world });
  });
  afterEach(() => sandbox.close());

  const statusFor = async (token: string) => {
    const url = `${sandbox.environment()['EXCHANGE_GRAPH_URL']}/users/a@contoso.example/mailFolders`;
    return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
  };

  it('are let in for Microsoft Graph, and turned away for Exchange', async () => {
    const [graph, outlook] = [
      await tokenFor(sandbox, 'https://graph.microsoft.com'),
      await tokenFor(sandbox, 'https://outlook.office365.com'),
    ];
    expect([await statusFor(graph), await statusFor(outlook), await statusFor('made up')]).toEqual([200, 401, 401]);
  });

  it('carry the permissions that were granted', async () => {
    const { application } = sandbox.entra;
    sandbox.entra.application = { ...application, graphRoles: ['Mail.Send'] };
    expect(await statusFor(await tokenFor(sandbox, 'https://graph.microsoft.com'))).toBe(403);
  });
});

describe('a hybrid organisation', () => {
  const onPremises = new Set([address]);
  const isOnPremises = (of: string) => onPremises.has(of);

  it('has mailboxes that Microsoft Graph does not show, until they are moved', async () => {
    const { graph, get, batch } = await startTestGraph({ isOnPremises });
    const elsewhere = { status: 404, code: 'MailboxNotEnabledForRESTAPI' };
    expect(await get('mailFolders/delta')).toMatchObject(elsewhere);
    const whole = await batch([{ id: '1', method: 'GET', url: `/users/${address}/mailFolders/inbox` }]);
    expect(whole.body).toMatchObject({ responses: [{ status: 404, body: { error: { code: elsewhere.code } } }] });
    onPremises.delete(address);
    expect((await get('mailFolders/delta')).status).toBe(200);
    onPremises.add(address);
    await graph.close();
  });

  it.each([
    [true, 'NoError'],
    [false, 'ErrorNonExistentMailbox'],
  ])('has servers that know their own mailboxes alone: %s', async (has, code) => {
    const { exchange, send } = await startTestExchange({ has: () => has });
    expect((await send(getFolder(distinguished('inbox')))).codes).toEqual([code]);
    await exchange.close();
  });
});

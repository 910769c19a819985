import { describe, expect, it } from '@jest/globals';
import { fetchedBy } from '../../src/demo/progress.ts';

const request = (ids: number) => `<soap:Envelope><soap:Header><t:ExchangeImpersonation><t:ConnectingSID>
  <t:PrimarySmtpAddress>Ann@contoso.example</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation></soap:Header>
  <soap:Body><m:GetItem><m:ItemIds>${'<t:ItemId Id="a"/>'.repeat(ids)}</m:ItemIds></m:GetItem></soap:Body></soap:Envelope>`;
const call = { operation: 'GetItem', request: request(3), response: '', isFault: false };

describe('progress', () => {
  it('moves with each message that is fetched, for the mailbox that it is fetched from', () => {
    expect(fetchedBy(call)).toEqual({ address: 'ann@contoso.example', messages: 3 });
  });

  it('does not move with what is refused, nor with other calls', () => {
    expect(fetchedBy({ ...call, isFault: true })).toBeUndefined();
    expect(fetchedBy({ ...call, operation: 'SyncFolderItems' })).toBeUndefined();
  });
});

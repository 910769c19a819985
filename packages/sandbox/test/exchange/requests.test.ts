import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  distinguished,
  extended,
  findFolder,
  getAttachment,
  getFolder,
  getItem,
  impersonation,
  shape,
  startTestExchange,
  syncHierarchy,
  syncItems,
  type TestExchange,
  version,
} from '../support/exchange-client.ts';

let test: TestExchange;
beforeAll(async () => {
  test = await startTestExchange();
});
afterAll(() => test.exchange.close());

const inbox = distinguished('inbox');
const view = (attributes: string) => `<m:IndexedPageFolderView ${attributes}/>`;

describe('a request that follows the schema is answered', () => {
  it.each([
    ['every shape', getItem(['A'.repeat(44)], shape('Default', ['item:Body'], '<t:BodyType>Text</t:BodyType>'))],
    [
      'indexed fields',
      getItem(['x'], shape('IdOnly', ['<t:IndexedFieldURI FieldURI="contacts:ImAddress" FieldIndex="ImAddress1"/>'])),
    ],
    ['decimal tags', getItem(['x'], shape('IdOnly', [extended('12299', 'Binary')]))],
    ['an occurrence', getItem(['<t:OccurrenceItemId RecurringMasterId="x" InstanceIndex="1"/>'])],
    [
      'a folder of a named mailbox',
      getFolder(
        '<t:DistinguishedFolderId Id="inbox"><t:Mailbox><t:EmailAddress>ann@contoso.example</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>',
      ),
    ],
    ['a page', findFolder(inbox, { view: view('MaxEntriesReturned="5" Offset="0" BasePoint="Beginning"') })],
    ['a fraction', findFolder(inbox, { view: '<m:FractionalPageFolderView Numerator="1" Denominator="2"/>' })],
    ['no folder at all', syncHierarchy('')],
    ['512 changes', syncItems(inbox, { most: 512 })],
    ['a list of things to ignore', syncItems(inbox, { ignore: [] })],
    ['an attachment', getAttachment('x')],
  ])('%s', async (_, body) => {
    expect((await test.send(body)).status).toBe(200);
  });
});

describe('a request that breaks the schema is refused with a fault', () => {
  it.each([
    ['no ids', getItem([])],
    ['no folder ids', getFolder('')],
    ['no attachment ids', getAttachment()],
    ['an id without its value', getItem(['<t:ItemId/>'])],
    ['an unknown attribute', getItem(['<t:ItemId Id="x" id="x"/>'])],
    ['an id of another kind', getItem(['<t:FolderId Id="x"/>'])],
    [
      'text between ids',
      '<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:ItemIds>x<t:ItemId Id="x"/></m:ItemIds></m:GetItem>',
    ],
    ['no shape', '<m:GetItem><m:ItemIds><t:ItemId Id="x"/></m:ItemIds></m:GetItem>'],
    [
      'elements in another order',
      '<m:GetItem><m:ItemIds><t:ItemId Id="x"/></m:ItemIds><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape></m:GetItem>',
    ],
    ['shape parts in another order', getItem(['x'], '<t:BodyType>Text</t:BodyType><t:BaseShape>IdOnly</t:BaseShape>')],
    ['an element of the other namespace', getItem(['x'], '<m:BaseShape>IdOnly</m:BaseShape>')],
    ['an unknown element', getItem(['x'], shape('IdOnly', [], '<t:Colour>red</t:Colour>'))],
    ['an unknown shape', getItem(['x'], shape('Everything'))],
    ['an unknown body type', getItem(['x'], shape('IdOnly', [], '<t:BodyType>RTF</t:BodyType>'))],
    ['an unknown field', getItem(['x'], shape('IdOnly', ['item:Nonsense']))],
    ['a field in the wrong case', getItem(['x'], shape('IdOnly', ['item:subject']))],
    ['an empty list of fields', getItem(['x'], `${shape()}<t:AdditionalProperties/>`)],
    ['a property without a type', getItem(['x'], shape('IdOnly', ['<t:ExtendedFieldURI PropertyTag="0x300B"/>']))],
    ['a property with an unknown type', getItem(['x'], shape('IdOnly', [extended('0x300B', 'Bytes')]))],
    ['a tag of five digits', getItem(['x'], shape('IdOnly', [extended('0x1300B', 'Binary')]))],
    [
      'a set id in braces',
      getItem(
        ['x'],
        shape('IdOnly', [
          '<t:ExtendedFieldURI PropertySetId="{00020386-0000-0000-C000-000000000046}" PropertyName="x" PropertyType="String"/>',
        ]),
      ),
    ],
    ['an unknown folder name', getFolder(distinguished('posteingang'))],
    ['an unknown traversal', findFolder(inbox, { traversal: 'Recursive' })],
    ['a page without its start', findFolder(inbox, { view: view('MaxEntriesReturned="5"') })],
    ['two folders to synchronise', syncItems(inbox + inbox)],
    ['no changes', syncItems(inbox, { most: 0 })],
    ['513 changes', syncItems(inbox, { most: 513 })],
    ['half a change', syncItems(inbox, { most: 1.5 })],
    ['a number that is none', syncItems(inbox, { most: 'many' })],
  ])('%s', async (_, body) => {
    const { status, codes, text } = await test.send(body);
    expect({ status, codes }).toEqual({ status: 500, codes: ['ErrorSchemaValidation'] });
    expect(text).toContain(
      '<faultcode xmlns:a="http://schemas.microsoft.com/exchange/services/2006/types">a:ErrorSchemaValidation<',
    );
  });

  it('as is what is not XML, or no envelope', async () => {
    for (const envelope of [
      '',
      'hello',
      '<m:GetItem',
      '<GetItem/>',
      '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"/>',
    ]) {
      expect((await test.send('', { envelope })).codes).toEqual(['ErrorSchemaValidation']);
    }
  });

  it('and two requests in one body', async () => {
    expect((await test.send(getItem(['x']) + getItem(['x']))).codes).toEqual(['ErrorSchemaValidation']);
  });
});

describe('beside its body, a request needs', () => {
  const good = getFolder(inbox);

  it.each(['application/soap+xml', 'application/json', 'text/xmlish'])('text/xml, not %s', async (type) => {
    expect((await test.send(good, { headers: { 'content-type': type } })).status).toBe(415);
  });

  it.each(['', '<t:RequestServerVersion/>', '<t:RequestServerVersion Version="Exchange2003"/>'])(
    'a version of the schema, not %j',
    async (header) => {
      const { codes } = await test.send(good, { soapHeader: header + impersonation() });
      expect(codes).toEqual(['ErrorInvalidServerVersion']);
    },
  );

  it('a mailbox to impersonate, which X-AnchorMailbox names too', async () => {
    expect((await test.send(good, { soapHeader: version })).codes).toEqual(['ErrorInvalidRequest']);
    const other = await test.send(good, { headers: { 'x-anchormailbox': 'ben@contoso.example' } });
    expect(other.codes).toEqual(['ErrorInvalidRequest']);
  });

  it.each(['CreateItem', 'toString', 'constructor'])('an operation that is known, not %s', async (operation) => {
    expect((await test.send(`<m:${operation}/>`)).codes).toEqual(['ErrorInvalidRequest']);
  });
});

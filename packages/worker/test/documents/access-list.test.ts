import { describe, expect, it } from '@jest/globals';
import { type AccessList, allowOnly, ownerAccess, type Principal } from '../../src/documents/index.ts';
import { documentOf, owner } from './contexts.ts';

describe('Rule 4: an access list', () => {
  it('of a message is its owner', () => {
    expect(documentOf({}).access.allow).toEqual([{ kind: 'user', id: owner }]);
  });

  it('holds those it was made of', () => {
    const group: Principal = { kind: 'group', name: 'Vertrieb' };
    expect(allowOnly({ kind: 'user', id: 'a@x.example' }, group).allow).toEqual([
      { kind: 'user', id: 'a@x.example' },
      group,
    ]);
  });

  it.each([
    ['empty', ''],
    ['with a control character', 'a\u0000b'],
    ['with a line break', 'a\nb'],
    ['with a lone surrogate', 'a\ud800'],
    ['longer than 1024 characters', 'x'.repeat(1025)],
  ])('cannot be made of an id that is %s', (_, id) => {
    expect(() => ownerAccess(id)).toThrow(RangeError);
    expect(() => allowOnly({ kind: 'user', id: 'ok@x.example' }, { kind: 'group', name: id })).toThrow(RangeError);
  });

  it('may be made of an id of 1024 characters', () => {
    expect(ownerAccess('x'.repeat(1024)).allow).toHaveLength(1);
  });

  it('does not say the id that it refuses', () => {
    expect(() => ownerAccess('secret\u0000')).toThrow('1 to 1024 printable characters, this one has 7');
  });

  it('cannot be made empty or by hand', () => {
    // @ts-expect-error at least one principal
    expect(() => allowOnly()).toThrow(TypeError);
    // @ts-expect-error the brand is missing
    const forged: AccessList = { allow: [{ kind: 'user', id: 'a@x.example' }] };
    expect(forged).toBeDefined();
  });
});

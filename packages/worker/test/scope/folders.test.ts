import { foldersOutByDefault } from '@connector/shared';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FolderPlace } from '../../src/scope/index.ts';
import { folderAt, scopeOf } from './scopes.ts';

const wants = (env: Readonly<Record<string, string>>, folder: FolderPlace) => scopeOf(env).wantsFolder(folder);

describe('a folder', () => {
  it.each(foldersOutByDefault)('with the id %s is out by default, with all below it', (id) => {
    expect(wants({}, folderAt('X', { wellKnownNames: [id] }))).toBe(false);
    expect(wants({}, folderAt('X/Y', { wellKnownNames: [id.toUpperCase()] }))).toBe(false);
  });

  it.each(['Deleted Items', 'Drafts', 'Junk Email'])('is not out for its name %s', (name) => {
    expect(wants({}, folderAt(name))).toBe(true);
  });

  it.each([
    [undefined, true],
    ['', true],
    ['IPF.Note', true],
    ['ipf.note.custom', true],
    ['IPF.Notebook', false],
    ['IPF.Note.OutlookHomepage', false],
    ['IPF.Appointment', true],
    ['ipf.appointment', true],
    ['IPF.Appointment.Birthday', false],
    ['IPF.Contact', false],
    ['IPF.Task', false],
    ['IPF.Configuration', false],
  ])('of class %s is wanted: %s', (folderClass, expected) => {
    const folder = folderAt('X', folderClass === undefined ? {} : { folderClass });
    expect(wants({}, folder)).toBe(expected);
    expect(wants({ FOLDER_INCLUDE: 'X, id:inbox' }, folder)).toBe(expected);
  });

  it.each([
    ['Projects', 'Projects', true],
    ['Projects', 'Projects/2024/May', true],
    ['Projects', 'Other/Projects', false],
    ['projects', 'PROJECTS', true],
    ['Projects/**', 'Projects', true],
    ['Projects/*', 'Projects', false],
    ['Projects/*', 'Projects/2024/May', true],
    ['*/Private', 'Inbox/Private/Deep', true],
    ['*/Private', 'Private', false],
    ['*/Private', 'Inbox/A/Private', false],
    ['**/Private', 'Private', true],
    ['**/Private', 'Inbox/A/B/Private/C', true],
    ['**/a/**/b', 'x/a/y/z/b', true],
    ['**/a/**/b', 'b/a', false],
    ['Pr*s', 'Projects', true],
    ['Pr*s', 'Projects!', false],
    ['B\u00fcro', 'bu\u0308RO', true],
    ['Private', ' private ', true],
    ['Client * 7', 'Client A/B 7', false],
  ])('under the pattern %s, %s is in and out alike: %s', (pattern, path, isMeant) => {
    expect(wants({ FOLDER_INCLUDE: pattern }, folderAt(path))).toBe(isMeant);
    expect(wants({ FOLDER_EXCLUDE: pattern }, folderAt(path))).toBe(!isMeant);
  });

  it('may have a slash in its name, which is no level', () => {
    const folder = { path: ['Client A/B'], wellKnownNames: [] };
    expect(wants({ FOLDER_EXCLUDE: 'Client A/B' }, folder)).toBe(true);
    expect(wants({ FOLDER_EXCLUDE: 'Client A*B' }, folder)).toBe(false);
  });

  it('comes in by its id when that is all that is included', () => {
    const env = { FOLDER_INCLUDE: 'id:inbox' };
    expect(wants(env, folderAt('Posteingang/A', { wellKnownNames: ['inbox'] }))).toBe(true);
    expect(wants(env, folderAt('Inbox'))).toBe(false);
  });

  it('that is out by default comes back by its id, not by its name', () => {
    const junk = folderAt('Junk', { wellKnownNames: ['junkemail'] });
    expect(wants({ FOLDER_INCLUDE: '**, id:junkemail' }, junk)).toBe(true);
    expect(wants({ FOLDER_INCLUDE: '**, id:junkemail' }, folderAt('Inbox', { wellKnownNames: ['inbox'] }))).toBe(true);
    expect(wants({ FOLDER_INCLUDE: '**, Junk' }, junk)).toBe(false);
  });

  it('that came back takes nothing with it that is out by an id of its own', () => {
    const conflicts = folderAt('Sync/Conflicts', { wellKnownNames: ['conflicts', 'syncissues'] });
    expect(wants({ FOLDER_INCLUDE: '**, id:syncissues' }, conflicts)).toBe(false);
    expect(wants({ FOLDER_INCLUDE: '**, id:syncissues, id:conflicts' }, conflicts)).toBe(true);
  });

  const name = fc.constantFrom('a', 'b', 'ab', 'c');
  const path = fc.array(name, { minLength: 1, maxLength: 5 });
  const pattern = fc
    .array(fc.constantFrom('a', 'b', 'a*', '*', '**'), { minLength: 1, maxLength: 4 })
    .map((levels) => levels.join('/'));

  it('that is excluded is out, whatever includes it, and so is all below it', () => {
    fc.assert(
      fc.property(pattern, pattern, path, path, (include, exclude, names, below) => {
        const excluding = scopeOf({ FOLDER_INCLUDE: include, FOLDER_EXCLUDE: exclude });
        const isMeant = scopeOf({ FOLDER_INCLUDE: exclude }).wantsFolder({ path: names, wellKnownNames: [] });
        const isIncluded = scopeOf({ FOLDER_INCLUDE: include }).wantsFolder({ path: names, wellKnownNames: [] });
        expect(excluding.wantsFolder({ path: names, wellKnownNames: [] })).toBe(isIncluded && !isMeant);
        if (isMeant) {
          expect(excluding.wantsFolder({ path: [...names, ...below], wellKnownNames: [] })).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is what a pattern says as a regular expression would say it', () => {
    fc.assert(
      fc.property(pattern, path, (given, names) => {
        const levels = given
          .split('/')
          .map((level) => (level === '**' ? '(?:[^/]+/)*' : `${level.replace('*', '[^/]*')}/`));
        const expected = new RegExp(`^${levels.join('')}(?:[^/]+/)*$`).test(`${names.join('/')}/`);
        expect(wants({ FOLDER_INCLUDE: given }, folderAt(names.join('/')))).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('deep down is judged by a pattern that would take trying everything for ever', () => {
    const pattern = `${'**/a/'.repeat(100)}b`;
    const names = Array.from({ length: 300 }, () => 'a');
    expect(wants({ FOLDER_INCLUDE: pattern }, { path: names, wellKnownNames: [] })).toBe(false);
    expect(wants({ FOLDER_INCLUDE: pattern }, { path: [...names, 'b'], wellKnownNames: [] })).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import { folderTree } from '../../src/sync/folder-tree.ts';
import type { FolderRecord } from '../../src/sync/ports/index.ts';
import { scopeOf } from '../scope/scopes.ts';

const folder = (id: string, other: Partial<FolderRecord> = {}): FolderRecord => ({
  id,
  name: id,
  listing: 0,
  pages: 0,
  listingOpen: false,
  refetch: false,
  fullRun: 0,
  removed: false,
  ...other,
});

describe('a folder tree', () => {
  const inbox = folder('Inbox');
  const project = folder('Project', { parentId: 'Inbox' });
  const part = folder('Part', { parentId: 'Project' });

  it('gives a folder the path of names from the root', () => {
    const tree = folderTree([part, project, inbox], scopeOf());
    expect([inbox, project, part].map(tree.pathOf)).toEqual(['Inbox', 'Inbox/Project', 'Inbox/Project/Part']);
  });

  it('begins a path at the folder whose parent is not known', () => {
    expect(folderTree([part], scopeOf()).pathOf(part)).toBe('Part');
  });

  it('ends a path in a circle after 300 folders', () => {
    const circle = [folder('a', { parentId: 'b' }), folder('b', { parentId: 'a' })];
    expect(
      folderTree(circle, scopeOf())
        .pathOf(folder('a', { parentId: 'b' }))
        .split('/'),
    ).toHaveLength(300);
  });

  it('is out of scope below a removed folder, whose name its path still has', () => {
    const tree = folderTree([inbox, { ...project, removed: true }, part], scopeOf());
    expect([inbox, part].map(tree.inScope)).toEqual([true, false]);
    expect(tree.pathOf(part)).toBe('Inbox/Project/Part');
  });

  it('is out of scope below a folder that is known to be none of mail', () => {
    const trash = folder('Trash', { wellKnownName: 'deleteditems' });
    const inside = folder('Old', { parentId: 'Trash' });
    expect(folderTree([trash, inside], scopeOf()).inScope(inside)).toBe(false);
  });

  it('is asked of the scope with names, distinguished ids and class, from the root down', () => {
    const asked: unknown[] = [];
    const scope = { ...scopeOf(), wantsFolder: (place: unknown) => asked.push(place) > 0 };
    const tree = folderTree([folder('Inbox', { wellKnownName: 'inbox' })], scope);
    tree.inScope(folder('Plan', { parentId: 'Inbox', folderClass: 'IPF.Note' }));
    tree.inScope(folder('Bare'));
    expect(asked).toEqual([
      { path: ['Inbox', 'Plan'], wellKnownNames: ['inbox'], folderClass: 'IPF.Note' },
      { path: ['Bare'], wellKnownNames: [] },
    ]);
  });
});

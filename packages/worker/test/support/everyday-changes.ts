/** What happens in every mailbox, as often as it stands here. */
export const everydayChanges = [
  'deliver',
  'deliver',
  'deliver',
  'edit',
  'read',
  'move',
  'move',
  'copy',
  'remove',
  'add-folder',
  'rename-folder',
  'move-folder',
  'remove-folder',
] as const;

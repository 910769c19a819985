/**
 * The last name of a path. Events and contacts show no more of it: Microsoft Graph does not tell where in the tree a calendar
 * stands, and a change of the source must change no document.
 */
export function leafOf(folderPath: string): string {
  return folderPath.slice(folderPath.lastIndexOf('/') + 1);
}

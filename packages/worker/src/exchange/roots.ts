import { WellKnownFolderName } from 'ews-javascript-api';
import type { StoreKind } from '../sync/ports/index.ts';

/** What folders are listed below: above it are folders that no person sees. */
export const roots: Readonly<Record<StoreKind, WellKnownFolderName>> = {
  primary: WellKnownFolderName.MsgFolderRoot,
  archive: WellKnownFolderName.ArchiveMsgFolderRoot,
};

import type { Settings } from '@connector/shared';
import { createGraphDirectory } from './graph/index.ts';
import { openSignIn } from './open-source.ts';
import type { EventSink } from './sync/index.ts';
import type { Clock, Directory } from './sync/ports/index.ts';

/** Entra ID as settings reach it; Microsoft Graph tells of it, whatever the mail is read through. Makes no call by itself. */
export function openDirectory(
  settings: Settings,
  { version, ...seams }: { readonly clock: Clock; readonly emit: EventSink; readonly version: string },
): Directory {
  const signIn = openSignIn('graph', settings, seams);
  return createGraphDirectory({ graphUrl: settings.exchangeGraphUrl, signIn, ...seams, version });
}

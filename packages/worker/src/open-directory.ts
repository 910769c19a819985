import type { Settings } from '@connector/shared';
import { createSignIn } from './exchange/index.ts';
import { createGraphDirectory, graphResource } from './graph/index.ts';
import type { EventSink } from './sync/index.ts';
import type { Clock, Directory } from './sync/ports/index.ts';

/** Entra ID as settings reach it; Microsoft Graph tells of it, whatever the mail is read through. Makes no call by itself. */
export function openDirectory(
  settings: Settings,
  { version, ...seams }: { readonly clock: Clock; readonly emit: EventSink; readonly version: string },
): Directory {
  const { exchangeGraphUrl: graphUrl } = settings;
  const signIn = createSignIn({ settings, resource: graphResource(graphUrl), ...seams });
  return createGraphDirectory({ graphUrl, signIn, ...seams, version });
}

import type { Settings } from '@connector/shared';
import { createExchangeSource, createSignIn, type SignIn } from './exchange/index.ts';
import { createGraphSource, graphResource } from './graph/index.ts';
import type { EventSink } from './sync/index.ts';
import type { Clock, MailSource } from './sync/ports/index.ts';

/** The source that settings ask for; `auto` is EWS for as long as Microsoft Graph shows less. */
export function openSource(
  settings: Settings,
  { clock, emit, version }: { readonly clock: Clock; readonly emit: EventSink; readonly version: string },
): MailSource {
  const { exchangeApi, exchangeGraphUrl: graphUrl } = settings;
  if (exchangeApi !== 'graph') return createExchangeSource({ settings, clock, emit, version });
  const calendars = settings.indexCalendars ? (['calendars'] as const) : [];
  const contacts = settings.indexContacts ? (['contacts'] as const) : [];
  const signIn = openSignIn(settings, { clock, emit });
  return createGraphSource({ graphUrl, signIn, kinds: [...calendars, ...contacts], clock, emit, version });
}

/** Signing in towards the source that settings ask for. */
export function openSignIn(settings: Settings, seams: { readonly clock: Clock; readonly emit: EventSink }): SignIn {
  const { exchangeApi, exchangeGraphUrl } = settings;
  return createSignIn({
    settings,
    ...(exchangeApi === 'graph' ? { resource: graphResource(exchangeGraphUrl) } : {}),
    ...seams,
  });
}

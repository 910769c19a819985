import { type MailApi, mailRoutes, type Settings } from '@connector/shared';
import { createExchangeSource, createSignIn, ewsEndText, type SignIn } from './exchange/index.ts';
import { createGraphSource, graphResource, isNotInExchangeOnline } from './graph/index.ts';
import { createRoutedSource, createSideSource } from './routing/index.ts';
import type { EventSink } from './sync/index.ts';
import type { Clock, MailSource } from './sync/ports/index.ts';

/** What sources work with. */
interface Seams {
  readonly clock: Clock;
  readonly emit: EventSink;
  /** Version of the connector. */
  readonly version: string;
}

/** The source that settings ask for: one, or several that share the stores among them. */
export function openSource(settings: Settings, seams: Seams): MailSource {
  const { primary, archive } = mailRoutes(settings);
  const main = openApi(primary ?? archive ?? 'ews', settings, seams);
  const archives = primary === 'graph' && archive === 'ews' ? archivesBeside(settings, seams) : undefined;
  const onPremises = primary === 'graph' ? openOnPremises(settings, seams) : undefined;
  if (archives === undefined && onPremises === undefined) return main;
  return createRoutedSource({ main, archives, onPremises, isElsewhere: isNotInExchangeOnline });
}

/** Signing in towards Microsoft Graph, or towards EWS with `EXCHANGE_AUTH`. */
export function openSignIn(
  api: MailApi,
  settings: Settings,
  seams: { readonly clock: Clock; readonly emit: EventSink },
): SignIn {
  const { exchangeGraphUrl } = settings;
  return createSignIn({
    settings,
    ...(api === 'graph' ? { resource: graphResource(exchangeGraphUrl) } : {}),
    ...seams,
  });
}

function openApi(api: MailApi, settings: Settings, { clock, emit, version }: Seams): MailSource {
  if (api === 'ews') return createExchangeSource({ settings, clock, emit, version });
  const calendars = settings.indexCalendars ? (['calendars'] as const) : [];
  const contacts = settings.indexContacts ? (['contacts'] as const) : [];
  const signIn = openSignIn(api, settings, { clock, emit });
  const kinds = [...calendars, ...contacts];
  return createGraphSource({ graphUrl: settings.exchangeGraphUrl, signIn, kinds, clock, emit, version });
}

/** Archives in Exchange Online, which Microsoft Graph does not show. */
function archivesBeside(settings: Settings, seams: Seams): MailSource {
  const about =
    `Archives are read through Exchange Web Services, which Exchange Online allows listed applications alone and ends on ` +
    `${ewsEndText}; what the index has of them stays. Without archives, set PROCESS_ARCHIVE_MAILBOX to false, which takes ` +
    'them out of the index (docs/guides/moving-to-graph.md).';
  return createSideSource({ source: openApi('ews', settings, seams), about, emit: seams.emit });
}

/** The server on-premises of a hybrid organisation, which has an account of its own. */
function openOnPremises(settings: Settings, { clock, emit, version }: Seams): MailSource | undefined {
  const { exchangeOnPremisesEwsUrl: exchangeEwsUrl, exchangeOnPremisesUsername, exchangeOnPremisesPassword } = settings;
  if (exchangeEwsUrl === undefined) return undefined;
  const onPremises = {
    ...settings,
    exchangeAuth: 'basic',
    exchangeEwsUrl,
    exchangeUsername: exchangeOnPremisesUsername,
    exchangePassword: exchangeOnPremisesPassword,
  } as const;
  const about =
    'This is the server of EXCHANGE_ON_PREMISES_EWS_URL with the account of EXCHANGE_ON_PREMISES_USERNAME, which has the ' +
    'mailboxes that Microsoft Graph says are not in Exchange Online; what the index has of them stays.';
  const source = createExchangeSource({ settings: onPremises, clock, emit, version });
  return createSideSource({ source, about, emit });
}

import { isLoopback } from '../text/host-name.ts';
import { isExchangeOnline } from './exchange-online.ts';
import type { Settings } from './settings-table.ts';

/** What mail is read through. */
export type MailApi = 'ews' | 'graph';

/** Settings that decide it. */
export type RoutingSettings = Pick<
  Settings,
  'exchangeApi' | 'exchangeAuth' | 'exchangeEwsUrl' | 'processMainMailbox' | 'processArchiveMailbox'
>;

/** What each kind of store is read through; undefined for one that is not read. */
export interface MailRoutes {
  readonly primary: MailApi | undefined;
  readonly archive: MailApi | undefined;
}

/** What the stores that settings want are read through. */
export function mailRoutes(settings: RoutingSettings): MailRoutes {
  const { processMainMailbox, processArchiveMailbox } = settings;
  const { primary, archive } = apisOf(settings);
  return {
    primary: processMainMailbox ? primary : undefined,
    archive: processArchiveMailbox ? archive : undefined,
  };
}

function apisOf(settings: RoutingSettings): Readonly<Record<keyof MailRoutes, MailApi>> {
  const { exchangeApi } = settings;
  if (exchangeApi !== 'auto') return { primary: exchangeApi, archive: exchangeApi };
  return isInTheCloud(settings) ? { primary: 'graph', archive: 'ews' } : { primary: 'ews', archive: 'ews' };
}

/** A server on-premises may take tokens of Entra ID too. A stand-in on this machine that does is one of the cloud. */
function isInTheCloud({ exchangeAuth, exchangeEwsUrl }: RoutingSettings): boolean {
  const { hostname } = new URL(exchangeEwsUrl);
  return exchangeAuth === 'entra' && (isExchangeOnline(hostname) || isLoopback(hostname));
}

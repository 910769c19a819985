import { setting } from '../setting.ts';
import { secretText } from '../types/secret-types.ts';
import { text } from '../types/text-types.ts';
import { httpsOrLoopbackUrl } from '../types/url-types.ts';

/** The server on-premises of an organisation that has mailboxes both there and in Exchange Online. */
export const onPremisesSettings = {
  exchangeOnPremisesEwsUrl: setting({
    name: 'EXCHANGE_ON_PREMISES_EWS_URL',
    type: httpsOrLoopbackUrl,
    defaultDoc: 'none: all mailboxes are in Exchange Online',
    doc: 'Address of Exchange Web Services on-premises, for the mailboxes that Microsoft Graph says are not in Exchange Online.',
    advice:
      'Set it for a hybrid organisation, for example `https://mail.contoso.com/EWS/Exchange.asmx`; the worker has to reach it. Not needed with `EXCHANGE_AUTH=basic`, where `EXCHANGE_SERVER` is the server on-premises.',
  }),
  exchangeOnPremisesUsername: setting({
    name: 'EXCHANGE_ON_PREMISES_USERNAME',
    type: text('`user@domain` or `DOMAIN\\user`'),
    defaultDoc: 'none; needed with `EXCHANGE_ON_PREMISES_EWS_URL`',
    doc: 'Service account on-premises that may impersonate the mailboxes there.',
    advice: 'An account of the server, which Exchange Online does not know.',
  }),
  exchangeOnPremisesPassword: setting({
    name: 'EXCHANGE_ON_PREMISES_PASSWORD',
    type: secretText('the password of the service account'),
    defaultDoc: 'none; needed with `EXCHANGE_ON_PREMISES_EWS_URL`',
    doc: 'Password of that account.',
    advice: 'Keep it in a SecureString parameter only.',
    secret: true,
  }),
} as const;

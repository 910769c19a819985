import { setting } from '../setting.ts';
import { mailboxList } from '../types/mailbox-list-type.ts';
import { pem, secretText } from '../types/secret-types.ts';
import { groupRef, hostName, tenant, text } from '../types/text-types.ts';
import { httpsOrLoopbackUrl, httpsUrl } from '../types/url-types.ts';
import { flag, oneOf } from '../types/word-types.ts';

/** Where the mail is, and how the worker signs in. */
export const exchangeSettings = {
  exchangeApi: setting({
    name: 'EXCHANGE_API',
    type: oneOf('ews', 'graph', 'auto'),
    default: 'auto',
    doc: 'Through what the mail is read: Exchange Web Services, Microsoft Graph, or the one that serves each store: `auto` is Microsoft Graph for mailboxes in Exchange Online, and Exchange Web Services for archives there and for servers on-premises.',
    advice:
      'Leave it at `auto`. Microsoft Graph needs the permission Mail.Read (Calendars.Read and Contacts.Read for those); set `ews` until the application has it ([moving to Microsoft Graph](../guides/moving-to-graph.md)). With `graph`, archives count as failed.',
  }),
  exchangeGraphUrl: setting({
    name: 'EXCHANGE_GRAPH_URL',
    type: httpsOrLoopbackUrl,
    defaultDoc: '`https://graph.microsoft.com/v1.0`, or that of the national cloud that `EXCHANGE_EWS_URL` leads to',
    doc: 'Address of Microsoft Graph, with its version. Tokens are asked for its host.',
    advice: 'Set it to use the sandbox.',
  }),
  exchangeServer: setting({
    name: 'EXCHANGE_SERVER',
    type: hostName,
    default: 'outlook.office365.com',
    doc: 'Host of Exchange Web Services.',
    advice: 'Change it for a national cloud or for Exchange on-premises.',
  }),
  exchangeEwsUrl: setting({
    name: 'EXCHANGE_EWS_URL',
    type: httpsOrLoopbackUrl,
    defaultDoc: '`https://<EXCHANGE_SERVER>/EWS/Exchange.asmx`',
    doc: 'Address of Exchange Web Services.',
    advice: 'Set it when the address cannot be derived from the server, or to use the sandbox.',
  }),
  exchangeAuth: setting({
    name: 'EXCHANGE_AUTH',
    type: oneOf('entra', 'basic'),
    default: 'entra',
    doc: 'How the worker proves who it is: an application in Entra ID, or a service account that may impersonate.',
    advice: 'Use `basic` for Exchange on-premises only; Exchange Online refuses it.',
  }),
  exchangeCredential: setting({
    name: 'EXCHANGE_CREDENTIAL',
    type: oneOf('federated', 'certificate', 'secret'),
    defaultDoc: '`certificate` when `EXCHANGE_CERTIFICATE` is set, else `secret`',
    doc: 'With `entra`, what the application proves itself with: a token that AWS issues to the task role, a certificate, or a secret.',
    advice:
      'Prefer `federated`: nothing is stored that could be copied or expire. Then `certificate`. See [secrets](../guides/secrets.md).',
  }),
  exchangeClientId: setting({
    name: 'EXCHANGE_CLIENT_ID',
    type: text('the application (client) id of the app registration'),
    defaultDoc: 'none; needed with `entra`',
    doc: 'Application that reads the mailboxes.',
    advice: 'From the app registration in Entra ID.',
  }),
  exchangeTenantId: setting({
    name: 'EXCHANGE_TENANT_ID',
    type: tenant,
    defaultDoc: 'none; needed with `entra`',
    doc: 'Entra ID tenant of the mailboxes.',
    advice: 'From the app registration in Entra ID.',
  }),
  exchangeClientSecret: setting({
    name: 'EXCHANGE_CLIENT_SECRET',
    type: secretText('a client secret of the application (its value, not its id)'),
    defaultDoc: 'none; needed with `secret`',
    doc: 'Secret of the application.',
    advice: 'Prefer a federated credential or a certificate: a secret can be copied, and it expires unannounced.',
    secret: true,
  }),
  exchangeCertificate: setting({
    name: 'EXCHANGE_CERTIFICATE',
    type: pem(/CERTIFICATE/, 'a certificate in PEM form'),
    defaultDoc: 'none; needed with `certificate`',
    doc: 'Certificate registered with the application.',
    advice:
      'Goes together with `EXCHANGE_PRIVATE_KEY`, and wins over a secret unless `EXCHANGE_CREDENTIAL` says otherwise.',
    secret: true,
  }),
  exchangePrivateKey: setting({
    name: 'EXCHANGE_PRIVATE_KEY',
    type: pem(/(?:RSA )?PRIVATE KEY/, 'a private key in PEM form, without passphrase'),
    defaultDoc: 'none; needed with `certificate`',
    doc: 'Private key of the certificate.',
    advice: 'Keep it in a SecureString parameter only.',
    secret: true,
  }),
  exchangeAuthorityUrl: setting({
    name: 'EXCHANGE_AUTHORITY_URL',
    type: httpsUrl,
    default: 'https://login.microsoftonline.com',
    doc: 'Where tokens come from.',
    advice: 'Change it for a national cloud.',
  }),
  exchangeUsername: setting({
    name: 'EXCHANGE_USERNAME',
    type: text('`user@domain` or `DOMAIN\\user`'),
    defaultDoc: 'none; needed with `basic`',
    doc: 'Service account that may impersonate the mailboxes.',
    advice: 'On-premises only.',
  }),
  exchangePassword: setting({
    name: 'EXCHANGE_PASSWORD',
    type: secretText('the password of the service account'),
    defaultDoc: 'none; needed with `basic`',
    doc: 'Password of the service account.',
    advice: 'Keep it in a SecureString parameter only.',
    secret: true,
  }),
  exchangePrimarySmtpAddress: setting({
    name: 'EXCHANGE_PRIMARY_SMTP_ADDRESS',
    type: mailboxList,
    defaultDoc: 'none; needed without `EXCHANGE_MAILBOX_GROUP`',
    doc: 'The mailboxes to bring into the index, in the order in which they are shared among the workers.',
    advice:
      'Append new mailboxes at the end: then the others stay with their workers. A parameter holds 4,096 bytes; a longer list goes on in `exchange-primary-smtp-address-2` to `-99`, which `pnpm setup-parameters` sees to.',
    continued: true,
  }),
  exchangeMailboxGroup: setting({
    name: 'EXCHANGE_MAILBOX_GROUP',
    type: groupRef,
    defaultDoc: 'none; needed without `EXCHANGE_PRIMARY_SMTP_ADDRESS`',
    doc: 'A group of Entra ID whose members come into the index: users and shared mailboxes, of groups in it too.',
    advice:
      'The object id is surest: names can change. May be combined with a list. Needs `entra` and the permissions GroupMember.Read.All, User.Read.All and MailboxSettings.Read; see [scaling](../guides/scaling.md#mailboxes-by-group).',
  }),
  processMainMailbox: setting({
    name: 'PROCESS_MAIN_MAILBOX',
    type: flag,
    default: 'true',
    doc: 'Index the primary mailboxes.',
    advice: 'Turn it off to index archives alone; what was indexed of primary mailboxes leaves the index.',
  }),
  processArchiveMailbox: setting({
    name: 'PROCESS_ARCHIVE_MAILBOX',
    type: flag,
    default: 'true',
    doc: 'Index the archive mailboxes; a mailbox without one is normal.',
    advice:
      'Turn it off to save one call for each mailbox and run where nobody has an archive; what was indexed of archives leaves the index.',
  }),
} as const;

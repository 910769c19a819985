const id = (letter: string) => letter.repeat(36);

/** The least that makes the settings valid. */
export const validSettings = {
  EXCHANGE_CLIENT_ID: 'client',
  EXCHANGE_TENANT_ID: 'contoso.com',
  EXCHANGE_CLIENT_SECRET: 'very-secret',
  EXCHANGE_PRIMARY_SMTP_ADDRESS: 'Ann@contoso.com, ben@contoso.com',
  QBUSINESS_APPLICATION_ID: id('a'),
  QBUSINESS_INDEX_ID: id('b'),
  QBUSINESS_DATASOURCE_ID: id('c'),
};

/** Version of the connector, put in when it is bundled. */
declare const CONNECTOR_VERSION: string;

export const version = CONNECTOR_VERSION;

import { bodyRecorder, type ExchangeOptions } from '../../src/index.ts';

/**
 * Options that make an Exchange stand-in record its bodies into the folder that `CONNECTOR_RECORD_BODIES` names; none
 * without it. `.ci/run` sets it and checks what the tests sent and got against the schema.
 */
export function recordedBodies(): Pick<ExchangeOptions, 'onExchange'> {
  const folder = process.env['CONNECTOR_RECORD_BODIES'];
  return folder === undefined || folder === '' ? {} : { onExchange: bodyRecorder(folder) };
}

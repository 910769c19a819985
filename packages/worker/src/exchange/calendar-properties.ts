import { ExchangeVersion, PropertyDefinitionFlags, StringPropertyDefinition } from 'ews-javascript-api';

/** Properties of events that the library has no names for. Microsoft: UnindexedFieldURIType. */
export const calendarProperties: readonly StringPropertyDefinition[] = [
  'StartTimeZoneId',
  'StartWallClock',
  'EndWallClock',
].map(
  (element) =>
    new StringPropertyDefinition(
      element,
      element,
      `calendar:${element}`,
      PropertyDefinitionFlags.None,
      ExchangeVersion.Exchange2013_SP1,
    ),
);

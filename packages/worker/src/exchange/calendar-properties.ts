import {
  AppointmentSchema,
  ExchangeVersion,
  type PropertyDefinition,
  PropertyDefinitionFlags,
  StringPropertyDefinition,
} from 'ews-javascript-api';

/**
 * Properties of events that the library does not know or loses: their elements as it reads them, text or objects of text. It
 * drops a property that it cannot read without a word, and a series whose pattern is lost would look like a single event.
 */
export const calendarProperties = {
  recurrence: raw('Recurrence'),
  startTimeZoneId: raw('StartTimeZoneId'),
  startWallClock: raw('StartWallClock'),
  endWallClock: raw('EndWallClock'),
} as const;

function raw(element: string): StringPropertyDefinition {
  const uri = `calendar:${element}`;
  return new StringPropertyDefinition(
    element,
    element,
    uri,
    PropertyDefinitionFlags.None,
    ExchangeVersion.Exchange2013_SP1,
  );
}

/** The library finds the definition of an element in its schema. */
interface Schema {
  readonly properties: { addUpdate(element: string, definition: PropertyDefinition): void };
}

for (const definition of Object.values(calendarProperties)) {
  (AppointmentSchema as unknown as { readonly Instance: Schema }).Instance.properties.addUpdate(
    definition.Name,
    definition,
  );
}

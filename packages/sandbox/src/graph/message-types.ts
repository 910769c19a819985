/** Types of messages by the beginning of their class; the first that fits. */
const types: readonly (readonly [prefix: string, type: string])[] = [
  ['IPM.Schedule.Meeting.Request', 'eventMessageRequest'],
  ['IPM.Schedule.Meeting.Resp', 'eventMessageResponse'],
  ['IPM.Schedule.Meeting', 'eventMessage'],
];

/** The type of a message in the data model. */
export function messageType(itemClass: string): string {
  return types.find(([prefix]) => itemClass === prefix || itemClass.startsWith(`${prefix}.`))?.[1] ?? 'message';
}

const meetingTypes: readonly (readonly [ending: string, type: string])[] = [
  ['.Request', 'meetingRequest'],
  ['.Canceled', 'meetingCancelled'],
  ['.Resp.Pos', 'meetingAccepted'],
  ['.Resp.Tent', 'meetingTenativelyAccepted'],
  ['.Resp.Neg', 'meetingDeclined'],
];

/** `meetingMessageType`; one of its values is misspelt in the service's own data model. */
export function meetingMessageType(itemClass: string): string {
  return meetingTypes.find(([ending]) => itemClass.endsWith(ending))?.[1] ?? 'none';
}

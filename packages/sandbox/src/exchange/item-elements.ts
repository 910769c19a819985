/** Elements of items by the beginning of their class; the first that fits. Microsoft: item classes and EWS elements. */
const elements: readonly (readonly [prefix: string, element: string])[] = [
  ['IPM.Schedule.Meeting.Request', 'MeetingRequest'],
  ['IPM.Schedule.Meeting.Resp', 'MeetingResponse'],
  ['IPM.Schedule.Meeting.Canceled', 'MeetingCancellation'],
  ['IPM.Schedule.Meeting', 'MeetingMessage'],
  ['IPM.Post', 'PostItem'],
  ['IPM.Appointment', 'CalendarItem'],
  ['IPM.Contact', 'Contact'],
  ['IPM.DistList', 'DistributionList'],
  ['IPM.Task', 'Task'],
];

/** The element that items of this class are sent as. */
export function itemElement(itemClass: string): string {
  return elements.find(([prefix]) => itemClass === prefix || itemClass.startsWith(`${prefix}.`))?.[1] ?? 'Message';
}

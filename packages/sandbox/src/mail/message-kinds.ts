/** Odd messages come at fixed serials, so that even a small mailbox has some of each. */
export type Kind =
  | 'plain'
  | 'subjectless'
  | 'blank'
  | 'dateless'
  | 'nameless'
  | 'invitation'
  | 'report'
  | 'empty'
  | 'answer'
  | 'cancellation'
  | 'receipt'
  | 'post';

const odd: readonly Kind[] = [
  'subjectless',
  'blank',
  'dateless',
  'nameless',
  'invitation',
  'report',
  'empty',
  'answer',
  'cancellation',
  'receipt',
  'post',
];

const itemClasses: Readonly<Partial<Record<Kind, string>>> = {
  invitation: 'IPM.Schedule.Meeting.Request',
  answer: 'IPM.Schedule.Meeting.Resp.Pos',
  cancellation: 'IPM.Schedule.Meeting.Canceled',
  report: 'REPORT.IPM.Note.NDR',
  receipt: 'REPORT.IPM.Note.DR',
  post: 'IPM.Post',
};

export function kindOf(serial: number): Kind {
  return serial % 9 === 5 ? (odd[Math.floor(serial / 9) % odd.length] ?? 'plain') : 'plain';
}

/** The class of the message of a serial, without rendering it. */
export function generatedClass(serial: number): string {
  return itemClasses[kindOf(serial)] ?? 'IPM.Note';
}

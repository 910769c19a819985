import type { Appointment, Contact, EmailMessage, MeetingRequest } from 'ews-javascript-api';

/** Items come as the classes of the library; each has what its kind has, and lacks the rest. */
export type MessageSource = EmailMessage & Partial<Pick<MeetingRequest, 'Start' | 'End' | 'Location' | 'Organizer'>>;
export type EventSource = Appointment;
export type ContactSource = Contact;

import { child, textIn, type XmlElement } from './read-xml.ts';

/** One response message: what the server says of one thing that was asked for. */
export interface ResponseMessage {
  readonly isError: boolean;
  /** `NoError`, or for example `ErrorItemNotFound`; also one that nobody knew when this was written. */
  readonly code: string;
  /** Holds what was asked for. */
  readonly element: XmlElement;
}

/** The response messages of an answer, in order: elements named after their operation, with a class and a code. */
export function responseMessages(envelope: XmlElement | undefined): readonly ResponseMessage[] {
  const [response] = child(envelope, 'Body')?.children ?? [];
  return (child(response, 'ResponseMessages')?.children ?? []).flatMap((element) => {
    const code = textIn(element, 'ResponseCode');
    if (code === undefined) return [];
    return [{ isError: element.attributes['ResponseClass'] !== 'Success' && code !== 'NoError', code, element }];
  });
}

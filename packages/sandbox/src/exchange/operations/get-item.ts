import { mimeOf } from '../../mail/index.ts';
import { renderItem } from '../render-item.ts';
import { readShape } from '../shape.ts';
import { failure, ResponseError, success } from '../soap.ts';
import { child, children, type XmlElement } from '../xml.ts';
import { type Operation, type OperationContext, requireItem } from './operation.ts';

export const getItem: Operation = async (context) => {
  const shape = readShape(child(context.request, 'ItemShape'));
  return Promise.all(
    children(child(context.request, 'ItemIds')).map(async (reference) => {
      try {
        const item = requireReferenced(context, reference);
        const message = item.content();
        const mime = shape.fields.has('item:MimeContent')
          ? Buffer.from(await mimeOf(message)).toString('base64')
          : undefined;
        return success('GetItem', `<m:Items>${renderItem({ item, message, mime }, shape)}</m:Items>`);
      } catch (thrown) {
        if (thrown instanceof ResponseError) return failure('GetItem', thrown);
        throw thrown;
      }
    }),
  );
};

/** Nothing recurs here, so ids of occurrences and of masters never name anything. */
function requireReferenced(context: OperationContext, reference: XmlElement) {
  switch (reference.localName) {
    case 'OccurrenceItemId':
      requireItem(context, reference.getAttribute('RecurringMasterId') ?? '');
      throw new ResponseError('ErrorCalendarCannotUseIdForOccurrenceId', 'The id does not name a recurring master.');
    case 'RecurringMasterItemId':
      requireItem(context, reference.getAttribute('OccurrenceId') ?? '');
      throw new ResponseError('ErrorCalendarCannotUseIdForRecurringMasterId', 'The id does not name an occurrence.');
    default:
      return requireItem(context, reference.getAttribute('Id') ?? '');
  }
}

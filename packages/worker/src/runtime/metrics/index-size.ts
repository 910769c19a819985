import { unitsUsed } from '@connector/shared';
import type { SyncEvent } from '../../sync/events.ts';
import type { Instrument } from './instrument.ts';

/** What the index holds and what is paid for, as it was told last; nothing before that. */
export function indexSize(): Instrument {
  let size: Extract<SyncEvent, { type: 'index-size' }> | undefined;
  return {
    event: (event) => {
      if (event.type === 'index-size') size = event;
    },
    levels: () => {
      if (size === undefined) return [];
      return [
        { metric: 'indexDocuments', value: size.documents },
        { metric: 'indexTextBytes', value: size.textBytes },
        { metric: 'indexUnits', value: size.units },
        { metric: 'indexCapacityUsed', value: Math.round((unitsUsed(size) / size.units) * 1000) / 10 },
      ];
    },
  };
}

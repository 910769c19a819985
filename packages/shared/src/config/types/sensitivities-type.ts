import type { Entries } from './list-type.ts';

/** What a sender can mark a message as. Microsoft: SensitivityChoicesType. */
const sensitivities = ['normal', 'personal', 'private', 'confidential'] as const;

export type SensitivityMark = (typeof sensitivities)[number];

const words = sensitivities.map((word) => `\`${word}\``).join(', ');

export const sensitivityMarks: Entries<SensitivityMark> = {
  name: 'list of words',
  range: `any of ${words}`,
  read: (entry) => {
    const value = sensitivities.find((word) => word === entry.toLowerCase());
    return value === undefined ? { ok: false, reason: 'this is no sensitivity' } : { ok: true, value };
  },
};

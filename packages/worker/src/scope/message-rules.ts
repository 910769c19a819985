import { foldText } from '@connector/shared';
import { domainOf } from './domain-of.ts';
import { listFilter } from './list-filter.ts';
import type { MessageRule } from './message-rule.ts';
import { receivedRule } from './received-rule.ts';
import type { ScopeSettings } from './scope-settings.ts';
import { megabyte } from './units.ts';

/** All rules, in the order in which a message is told its reason. */
export function messageRules(settings: ScopeSettings): readonly MessageRule[] {
  return [
    itemClassRule(settings),
    sensitivityRule(settings),
    mailAlone(receivedRule(settings)),
    unlessContact(senderRule(settings)),
    unlessContact(recipientRule(settings)),
    subjectRule(settings),
    sizeRule(settings),
  ];
}

/** Events have a window of their own, and contacts are of no date. */
function mailAlone(rule: MessageRule): MessageRule {
  const refuses: MessageRule['refuses'] = (message, now) => message.event === undefined && rule.refuses(message, now);
  return unlessContact({ ...rule, refuses });
}

/** Nobody sends a contact, and nobody receives one. */
function unlessContact(rule: MessageRule): MessageRule {
  return { ...rule, refuses: (message, now) => message.contact === undefined && rule.refuses(message, now) };
}

function itemClassRule({ itemClassInclude, itemClassExclude }: ScopeSettings): MessageRule {
  const withSubclasses = (patterns: readonly string[]) => patterns.flatMap((each) => [each, `${each}.*`]);
  const { wants, definition } = listFilter(withSubclasses(itemClassInclude), withSubclasses(itemClassExclude));
  return {
    code: 'filtered.item-class',
    refuses: ({ itemClass }) => !wants([itemClass.toLowerCase()]),
    definition,
  };
}

/** A message that nobody marked is a normal one. */
function sensitivityRule({ sensitivityExclude }: ScopeSettings): MessageRule {
  const excluded = new Set(sensitivityExclude);
  return {
    code: 'filtered.sensitivity',
    refuses: ({ sensitivity }) => excluded.has(sensitivity ?? 'normal'),
    definition: [...excluded].sort(),
  };
}

function senderRule({ senderDomainInclude, senderDomainExclude }: ScopeSettings): MessageRule {
  const { wants, definition } = listFilter(senderDomainInclude, senderDomainExclude);
  return { code: 'filtered.sender', refuses: ({ from }) => !wants([domainOf(from)]), definition };
}

function recipientRule({ recipientDomainInclude, recipientDomainExclude }: ScopeSettings): MessageRule {
  const { wants, definition } = listFilter(recipientDomainInclude, recipientDomainExclude);
  return {
    code: 'filtered.recipient',
    refuses: ({ to, cc, bcc }) => !wants([...to, ...cc, ...bcc].map(domainOf)),
    definition,
  };
}

function subjectRule({ subjectInclude, subjectExclude }: ScopeSettings): MessageRule {
  const { wants, definition } = listFilter(subjectInclude, subjectExclude);
  return { code: 'filtered.subject', refuses: ({ subject }) => !wants([foldText(subject ?? '')]), definition };
}

/** By what the message says of itself: the source estimates the sizes of attachments. */
function sizeRule({ messageMaxMb }: ScopeSettings): MessageRule {
  const most = messageMaxMb === undefined ? undefined : messageMaxMb * megabyte;
  return {
    code: 'filtered.size',
    refuses: ({ body, attachments }) => {
      // Nobody counts the bytes of a body that may have any number of them.
      if (most === undefined) return false;
      const sizes = attachments.map(({ size }) => size ?? 0);
      return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(body?.content ?? '')) > most;
    },
    definition: messageMaxMb ?? null,
  };
}

import { dictionaryUris, fieldUris } from './field-uris.ts';
import type { Part, Rule, Test } from './request-grammar.ts';

/**
 * The requests that the stand-in answers, as the published schema of Exchange Web Services has them (version
 * Exchange2013_SP1, messages.xsd and types.xsd). Written out, because the schema itself is not there at run time.
 */
const anything: Test = () => true;
const matches =
  (pattern: RegExp): Test =>
  (text) =>
    pattern.test(text);
const oneOf = (...values: readonly string[]): Test => {
  const allowed = new Set(values);
  return (text) => allowed.has(text);
};
/** A 32-bit integer within bounds; XML Schema lets white space stand around it. */
const int =
  (min = -(2 ** 31), max = 2 ** 31 - 1): Test =>
  (text) =>
    /^\s*[+-]?\d+\s*$/.test(text) && Number(text) >= min && Number(text) <= max;

const required = (test: Test = anything) => ({ test, required: true });
const optional = (test: Test = anything) => ({ test, required: false });
const one = (name: string, rule: Rule): Part => ({ of: { [name]: rule }, min: 1, max: 1 });
const maybe = (name: string, rule: Rule): Part => ({ of: { [name]: rule }, min: 0, max: 1 });
const someOf = (of: Readonly<Record<string, Rule>>): Part => ({ of, min: 1, max: Number.POSITIVE_INFINITY });

const string: Rule = { text: anything };
const nonEmpty: Rule = { text: matches(/./s) };
const boolean: Rule = { text: matches(/^\s*(true|false|0|1)\s*$/) };
const bodyType: Rule = { text: oneOf('Best', 'HTML', 'Text') };

const itemId: Rule = { attributes: { Id: required(), ChangeKey: optional() } };
const occurrence: Rule = {
  attributes: { RecurringMasterId: required(), ChangeKey: optional(), InstanceIndex: required(int()) },
};
const master: Rule = { attributes: { OccurrenceId: required(), ChangeKey: optional() } };
const ranges: Rule = { ...itemId, parts: [maybe('t:Ranges', { open: true })] };

const distinguishedIds = `calendar contacts deleteditems drafts inbox journal notes outbox sentitems tasks msgfolderroot
  publicfoldersroot root junkemail searchfolders voicemail recoverableitemsroot recoverableitemsdeletions
  recoverableitemsversions recoverableitemspurges archiveroot archivemsgfolderroot archivedeleteditems archiveinbox
  archiverecoverableitemsroot archiverecoverableitemsdeletions archiverecoverableitemsversions
  archiverecoverableitemspurges syncissues conflicts localfailures serverfailures recipientcache quickcontacts
  conversationhistory adminauditlogs todosearch mycontacts directory imcontactlist peopleconnect favorites`;

const mailboxTypes = [
  'Unknown',
  'OneOff',
  'Mailbox',
  'PublicDL',
  'PrivateDL',
  'Contact',
  'PublicFolder',
  'GroupMailbox',
];
const mailbox: Rule = {
  parts: [
    maybe('t:Name', string),
    maybe('t:EmailAddress', nonEmpty),
    maybe('t:RoutingType', nonEmpty),
    maybe('t:MailboxType', { text: oneOf(...mailboxTypes) }),
    maybe('t:ItemId', itemId),
    maybe('t:OriginalDisplayName', string),
  ],
};
const folderIds: Readonly<Record<string, Rule>> = {
  't:FolderId': itemId,
  't:DistinguishedFolderId': {
    attributes: { Id: required(oneOf(...distinguishedIds.split(/\s+/))), ChangeKey: optional() },
    parts: [maybe('t:Mailbox', mailbox)],
  },
};
const targetFolder: Rule = {
  parts: [{ of: { ...folderIds, 't:AddressListId': { attributes: { Id: required() } } }, min: 1, max: 1 }],
};

const propertySets = `Meeting Appointment Common PublicStrings Address InternetHeaders CalendarAssistant UnifiedMessaging
  Task Sharing`;
const propertyTypes = `ApplicationTime Binary Boolean CLSID Currency Double Error Float Integer Long Null Object Short
  SystemTime String`;
const arrayTypes = 'ApplicationTime Binary CLSID Currency Double Float Integer Long Object Short SystemTime String';
const words = (text: string): readonly string[] => text.split(/\s+/);

/** A number from 0 to 65535, or the same in up to four hexadecimal digits. */
const propertyTag: Test = (text) => /^0x[0-9a-f]{1,4}$/i.test(text) || int(0, 65_535)(text);
const paths: Rule = {
  parts: [
    someOf({
      't:FieldURI': { attributes: { FieldURI: required((text) => fieldUris.has(text)) } },
      't:IndexedFieldURI': {
        attributes: { FieldURI: required(oneOf(...dictionaryUris)), FieldIndex: required() },
      },
      't:ExtendedFieldURI': {
        attributes: {
          DistinguishedPropertySetId: optional(oneOf(...words(propertySets))),
          PropertySetId: optional(matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)),
          PropertyTag: optional(propertyTag),
          PropertyName: optional(),
          PropertyId: optional(int()),
          PropertyType: required(oneOf(...words(propertyTypes), ...words(arrayTypes).map((type) => `${type}Array`))),
        },
      },
    }),
  ],
};

const baseShape = one('t:BaseShape', { text: oneOf('IdOnly', 'Default', 'AllProperties') });
const folderShape: Rule = { parts: [baseShape, maybe('t:AdditionalProperties', paths)] };
const itemShape: Rule = {
  parts: [
    baseShape,
    maybe('t:IncludeMimeContent', boolean),
    maybe('t:BodyType', bodyType),
    maybe('t:UniqueBodyType', bodyType),
    maybe('t:NormalizedBodyType', bodyType),
    maybe('t:FilterHtmlContent', boolean),
    maybe('t:ConvertHtmlCodePageToUTF8', boolean),
    maybe('t:InlineImageUrlTemplate', string),
    maybe('t:BlockExternalImages', boolean),
    maybe('t:AddBlankTargetToLinks', boolean),
    maybe('t:MaximumBodySize', { text: int() }),
    maybe('t:AdditionalProperties', paths),
  ],
};
const attachmentShape: Rule = {
  parts: [
    maybe('t:IncludeMimeContent', boolean),
    maybe('t:BodyType', bodyType),
    maybe('t:FilterHtmlContent', boolean),
    maybe('t:AdditionalProperties', paths),
  ],
};
const folderView: Part = {
  of: {
    'm:IndexedPageFolderView': {
      attributes: {
        MaxEntriesReturned: optional(int()),
        Offset: required(int()),
        BasePoint: required(oneOf('Beginning', 'End')),
      },
    },
    'm:FractionalPageFolderView': {
      attributes: { MaxEntriesReturned: optional(int()), Numerator: required(int()), Denominator: required(int()) },
    },
  },
  min: 0,
  max: 1,
};

/** Rules of the requests, by operation. */
export const requestRules: Readonly<Record<string, Rule>> = {
  SyncFolderHierarchy: {
    parts: [one('m:FolderShape', folderShape), maybe('m:SyncFolderId', targetFolder), maybe('m:SyncState', string)],
  },
  SyncFolderItems: {
    parts: [
      one('m:ItemShape', itemShape),
      one('m:SyncFolderId', targetFolder),
      maybe('m:SyncState', string),
      maybe('m:Ignore', { parts: [{ ...someOf({ 't:ItemId': itemId }), min: 0 }] }),
      // Microsoft: MaxChangesReturned, 1 to 512.
      one('m:MaxChangesReturned', { text: int(1, 512) }),
      maybe('m:SyncScope', { text: oneOf('NormalItems', 'NormalAndAssociatedItems') }),
    ],
  },
  GetFolder: { parts: [one('m:FolderShape', folderShape), one('m:FolderIds', { parts: [someOf(folderIds)] })] },
  FindFolder: {
    attributes: { Traversal: required(oneOf('Shallow', 'Deep', 'SoftDeleted')) },
    parts: [
      one('m:FolderShape', folderShape),
      folderView,
      maybe('m:Restriction', { open: true }),
      one('m:ParentFolderIds', { parts: [someOf(folderIds)] }),
    ],
  },
  GetItem: {
    parts: [
      one('m:ItemShape', itemShape),
      one('m:ItemIds', {
        parts: [
          someOf({
            't:ItemId': itemId,
            't:OccurrenceItemId': occurrence,
            't:RecurringMasterItemId': master,
            't:RecurringMasterItemIdRanges': ranges,
          }),
        ],
      }),
    ],
  },
  GetAttachment: {
    parts: [
      maybe('m:AttachmentShape', attachmentShape),
      one('m:AttachmentIds', { parts: [someOf({ 't:AttachmentId': { attributes: { Id: required() } } })] }),
    ],
  },
};

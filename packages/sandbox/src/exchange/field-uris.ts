/** Field URIs by prefix, as the schema of version Exchange2013_SP1 has them (types.xsd, UnindexedFieldURIType). */
const names: Readonly<Record<string, string>> = {
  folder: `
    FolderId ParentFolderId DisplayName UnreadCount TotalCount ChildFolderCount FolderClass SearchParameters
    ManagedFolderInformation PermissionSet EffectiveRights SharingEffectiveRights DistinguishedFolderId
    PolicyTag ArchiveTag`,
  item: `
    ItemId ParentFolderId ItemClass MimeContent Attachments Subject DateTimeReceived Size Categories
    HasAttachments Importance InReplyTo InternetMessageHeaders IsAssociated IsDraft IsFromMe IsResend
    IsSubmitted IsUnmodified DateTimeSent DateTimeCreated Body ResponseObjects Sensitivity ReminderDueBy
    ReminderIsSet ReminderNextTime ReminderMinutesBeforeStart DisplayTo DisplayCc Culture EffectiveRights
    LastModifiedName LastModifiedTime ConversationId UniqueBody Flag StoreEntryId InstanceKey NormalizedBody
    EntityExtractionResult PolicyTag ArchiveTag RetentionDate Preview PredictedActionReasons IsClutter
    RightsManagementLicenseData BlockStatus HasBlockedImages WebClientReadFormQueryString
    WebClientEditFormQueryString TextBody IconIndex MimeContentUTF8`,
  message: `
    ConversationIndex ConversationTopic InternetMessageId IsRead IsResponseRequested IsReadReceiptRequested
    IsDeliveryReceiptRequested ReceivedBy ReceivedRepresenting References ReplyTo From Sender ToRecipients
    CcRecipients BccRecipients ApprovalRequestData VotingInformation ReminderMessageData`,
  meeting: `
    AssociatedCalendarItemId IsDelegated IsOutOfDate HasBeenProcessed ResponseType ProposedStart ProposedEnd`,
  meetingRequest: `
    MeetingRequestType IntendedFreeBusyStatus ChangeHighlights`,
  calendar: `
    Start End OriginalStart StartWallClock EndWallClock StartTimeZoneId EndTimeZoneId IsAllDayEvent
    LegacyFreeBusyStatus Location EnhancedLocation When IsMeeting IsCancelled IsRecurring MeetingRequestWasSent
    IsResponseRequested CalendarItemType MyResponseType Organizer RequiredAttendees OptionalAttendees Resources
    ConflictingMeetingCount AdjacentMeetingCount ConflictingMeetings AdjacentMeetings Duration TimeZone
    AppointmentReplyTime AppointmentSequenceNumber AppointmentState Recurrence FirstOccurrence LastOccurrence
    ModifiedOccurrences DeletedOccurrences MeetingTimeZone ConferenceType AllowNewTimeProposal IsOnlineMeeting
    MeetingWorkspaceUrl NetShowUrl UID RecurrenceId DateTimeStamp StartTimeZone EndTimeZone JoinOnlineMeetingUrl
    OnlineMeetingSettings IsOrganizer`,
  task: `
    ActualWork AssignedTime BillingInformation ChangeCount Companies CompleteDate Contacts DelegationState
    Delegator DueDate IsAssignmentEditable IsComplete IsRecurring IsTeamTask Mileage Owner PercentComplete
    Recurrence StartDate Status StatusDescription TotalWork`,
  contacts: `
    Alias AssistantName Birthday BusinessHomePage Children Companies CompanyName CompleteName ContactSource
    Culture Department DisplayName DirectoryId DirectReports EmailAddresses FileAs FileAsMapping Generation
    GivenName ImAddresses Initials JobTitle Manager ManagerMailbox MiddleName Mileage MSExchangeCertificate
    Nickname Notes OfficeLocation PhoneNumbers PhoneticFullName PhoneticFirstName PhoneticLastName Photo
    PhysicalAddresses PostalAddressIndex Profession SpouseName Surname WeddingAnniversary UserSMIMECertificate
    HasPicture`,
  distributionlist: `
    Members`,
  postitem: `
    PostedTime`,
};

/** Every `FieldURI` that a request may ask for. */
export const fieldUris: ReadonlySet<string> = new Set(
  Object.entries(names).flatMap(([prefix, all]) =>
    all
      .trim()
      .split(/\s+/)
      .map((name) => `${prefix}:${name}`),
  ),
);

/** Every `FieldURI` of an indexed field (types.xsd, DictionaryURIType). */
export const dictionaryUris: readonly string[] = [
  'item:InternetMessageHeader',
  'contacts:ImAddress',
  'contacts:PhysicalAddress:Street',
  'contacts:PhysicalAddress:City',
  'contacts:PhysicalAddress:State',
  'contacts:PhysicalAddress:CountryOrRegion',
  'contacts:PhysicalAddress:PostalCode',
  'contacts:PhoneNumber',
  'contacts:EmailAddress',
  'distributionlist:Members:Member',
];

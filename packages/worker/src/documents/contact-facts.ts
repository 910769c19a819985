/**
 * What a contact says of a person beside the name, which is the message's `subject`, and the notes, which are its `body`. Members
 * come in this order from every source, as digests are made of it.
 */
export interface ContactFacts {
  readonly emails: readonly string[];
  readonly companyName?: string;
  readonly department?: string;
  readonly jobTitle?: string;
  readonly profession?: string;
  readonly manager?: string;
  readonly officeLocation?: string;
  readonly phones: readonly ContactPhone[];
  readonly addresses: readonly ContactAddress[];
  /** Only its day counts, in UTC. */
  readonly birthday?: Date;
}

export interface ContactPhone {
  readonly kind: 'business' | 'home' | 'mobile';
  readonly number: string;
}

/** At least one member beside the kind is present. */
export interface ContactAddress {
  readonly kind: 'business' | 'home' | 'other';
  readonly street?: string;
  readonly postalCode?: string;
  readonly city?: string;
  readonly state?: string;
  readonly country?: string;
}

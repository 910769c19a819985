/** Elements that carry no content of the message; what stands inside them goes too. */
export const dropped: ReadonlySet<string> = new Set(
  (
    'head title script style noscript template object embed applet iframe svg math canvas audio video xml noembed ' +
    'noframes'
  ).split(' '),
);

/** Elements that give a text its shape. Others lose their tags and keep their text. */
export const kept: ReadonlySet<string> = new Set(
  (
    'a abbr address b blockquote br caption cite code col colgroup dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i ins ' +
    'kbd li ol p pre q s samp small span strong sub sup table tbody td tfoot th thead tr u ul var'
  ).split(' '),
);

/**
 * Elements that browsers show as blocks or cells (HTML: rendering). Where one of them loses its tags, what stands before
 * and after it must not grow together into one word.
 */
export const blocks: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p ' +
    'plaintext pre search section summary table tbody td tfoot th thead tr ul xmp'
  ).split(' '),
);

/** Elements that have no content and no closing tag. */
export const voidElements: ReadonlySet<string> = new Set(
  'area base basefont br col command embed frame hr img image input isindex keygen link meta param source track wbr'.split(
    ' ',
  ),
);

/** Elements whose content is text up to their closing tag, whatever it looks like. */
export const rawElements: ReadonlySet<string> = new Set('script style title iframe noembed noframes'.split(' '));

/** Elements that may stand in a head: any other ends it. */
const headElements: ReadonlySet<string> = new Set(
  'base basefont link meta title style script noscript template xml object bgsound'.split(' '),
);

/** Attributes that mean something to a reader, by element. Event handlers, styles and classes never do. */
export const keptAttributes: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan'],
};

/** What an opening tag closes when it is the innermost open element, as authors leave out closing tags. HTML: optional tags. */
const impliedEnds: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    li: 'li',
    'dd dt': 'dd dt',
    tr: 'tr th td',
    'td th': 'td th',
    'tbody tfoot thead': 'thead tbody tr td th',
    a: 'a',
    'p h1 h2 h3 h4 h5 h6 address blockquote div dl hr ol pre table ul': 'p',
  }).flatMap(([openers, ended]) => openers.split(' ').map((name) => [name, new Set(ended.split(' '))] as const)),
);

/** What is done with an element, by its name. */
export interface HtmlElement {
  readonly name: string;
  readonly isKept: boolean;
  readonly isBlock: boolean;
  readonly isVoid: boolean;
  readonly isDropped: boolean;
  readonly isRaw: boolean;
  /** May stand in a head. */
  readonly isOfHead: boolean;
  readonly attributes: readonly string[];
  /** Elements that its opening tag ends. */
  readonly ends: ReadonlySet<string> | undefined;
}

const known: ReadonlyMap<string, HtmlElement> = new Map(
  [
    ...[dropped, kept, blocks, voidElements, rawElements, headElements].flatMap((names) => [...names]),
    ...Object.keys(keptAttributes),
    ...impliedEnds.keys(),
  ].map((name) => [name, describe(name)]),
);

/** Everything that is known of an element in one look: there are hundreds of tags in a body. */
export function elementOf(name: string): HtmlElement {
  return known.get(name) ?? describe(name);
}

function describe(name: string): HtmlElement {
  return {
    name,
    isKept: kept.has(name),
    isBlock: blocks.has(name),
    isVoid: voidElements.has(name),
    isDropped: dropped.has(name),
    isRaw: rawElements.has(name),
    isOfHead: headElements.has(name),
    attributes: Object.hasOwn(keptAttributes, name) ? (keptAttributes[name] ?? []) : [],
    ends: impliedEnds.get(name),
  };
}

import {
  type ChangeableWorld,
  createWorld,
  type GraphOptions,
  type GraphStandIn,
  startGraph,
  type TestableMailbox,
} from '../../src/index.ts';

export const address = 'ann@contoso.example';
export const immutable = 'IdType="ImmutableId"';
/** The token that the test's stand-in takes for one with these roles. */
export const tokenWith = (...roles: readonly string[]): string => `roles:${roles.join(',')}`;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** The body as JSON; an empty object when it is none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The code of the error. */
  readonly code: string | undefined;
}

export type Entry = Readonly<Record<string, unknown>> & { readonly id: string };

/** A stand-in with one mailbox, and a client that sends exactly what it is told to. */
export interface TestGraph {
  readonly world: ChangeableWorld;
  readonly mailbox: TestableMailbox;
  readonly graph: GraphStandIn;
  /** Asks for a path below the mailbox, or for an absolute link. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  batch(requests: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  admin(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
}

export async function startTestGraph(
  options: Partial<GraphOptions> & { readonly generated?: number } = {},
): Promise<TestGraph> {
  const { generated = 30, ...rest } = options;
  const world = options.world ?? (await createWorld({ seed: 7 }));
  const mailbox = world.addMailbox(address, { archive: true, generated, generatedInArchive: 3 });
  const readToken = async (token: string) =>
    token.startsWith('roles:') ? { roles: token.slice('roles:'.length).split(',') } : { refusal: 'Invalid audience' };
  const graph = await startGraph({ readToken, ...rest, world });
  return {
    world,
    mailbox,
    graph,
    get: (path, headers) =>
      send(path.startsWith('http') ? path : `${graph.graphUrl}/users/${address}/${path}`, { headers }),
    batch: (requests, headers = {}) =>
      send(`${graph.graphUrl}/$batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ requests }),
      }),
    admin: async (method, path, body) => {
      const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
      const response = await fetch(`${graph.url}/__admin/${path}`, init);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string;
}

async function send(url: string, { headers = {}, ...init }: Sent): Promise<Answer> {
  const response = await fetch(url, {
    ...init,
    headers: { authorization: `Bearer ${tokenWith('Mail.Read')}`, ...headers },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const body = parse(bytes.toString());
  const error = body['error'] as { readonly code?: string } | undefined;
  return { status: response.status, headers: response.headers, bytes, body, code: error?.code };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** The entries of a page. */
export function entriesIn({ body }: Answer): readonly Entry[] {
  return body['value'] as readonly Entry[];
}

/** The id of Microsoft Graph for one of Exchange. */
export function restId(id = ''): string {
  return id.replaceAll('/', '-').replaceAll('+', '_');
}

/** A round of changes, page by page to its end. */
export async function readRound(
  test: TestGraph,
  path: string,
  prefer: string = immutable,
): Promise<{ readonly entries: readonly Entry[]; readonly deltaLink: string; readonly pages: number }> {
  const entries: Entry[] = [];
  let pages = 0;
  for (let link: unknown = path; typeof link === 'string'; ) {
    const answer = await test.get(link, { prefer });
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.code}`);
    pages += 1;
    entries.push(...entriesIn(answer));
    const deltaLink = answer.body['@odata.deltaLink'];
    if (typeof deltaLink === 'string') return { entries, deltaLink, pages };
    link = answer.body['@odata.nextLink'];
  }
  throw new Error('a page had no link');
}

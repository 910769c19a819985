/**
 * The order of a list that follows another one. Who stays keeps the place; who comes takes the place of one who went, or the
 * end; places that are left over are taken from the end. So a mailbox that comes or goes moves no more than one other to another
 * worker, and no worker has two more than another.
 */
export function keepPlaces(previous: readonly string[], wanted: readonly string[]): readonly string[] {
  const known = new Set(previous);
  const staying = new Set(wanted);
  const newcomers = wanted.filter((address) => !known.has(address));
  const places: (string | undefined)[] = previous.map((address) =>
    staying.has(address) ? address : newcomers.shift(),
  );
  places.push(...newcomers);
  return withoutHoles(places);
}

/** Fills what is empty from the end. */
function withoutHoles(places: (string | undefined)[]): readonly string[] {
  const dense: string[] = [];
  for (let at = 0; at < places.length; at += 1) {
    let address = places[at];
    while (address === undefined && places.length > at + 1) address = places.pop();
    if (address !== undefined) dense.push(address);
  }
  return dense;
}

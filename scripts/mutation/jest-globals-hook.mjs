/** Has `@jest/globals` mean what stands in for it on Mocha, with an instance for each file that imports it. */
export function resolve(specifier, context, next) {
  if (specifier !== '@jest/globals') return next(specifier, context);
  const url = new URL('./jest-globals.mjs', import.meta.url);
  url.searchParams.set('for', context.parentURL ?? '');
  return { url: url.href, format: 'module', shortCircuit: true };
}

const onMocha = new URL('./jest-globals.mjs', import.meta.url).href;

/** Has `@jest/globals` mean what stands in for it on Mocha. */
export function resolve(specifier, context, next) {
  return next(specifier === '@jest/globals' ? onMocha : specifier, context);
}

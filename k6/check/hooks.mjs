// Customizes how node finds modules: k6's own are stubs, and the .js files of this directory are modules.
const stubs = new URL('stubs.mjs', import.meta.url).href;
const suite = new URL('../', import.meta.url).href;

export async function resolve(specifier, context, next) {
  return specifier === 'k6' || specifier.startsWith('k6/') ? { url: stubs, shortCircuit: true } : next(specifier, context);
}

export async function load(url, context, next) {
  return next(url, url.startsWith(suite) && url.endsWith('.js') ? { ...context, format: 'module' } : context);
}

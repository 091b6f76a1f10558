// The same moderate load for a long time: does it stay as it was? Latency by window, and the last quarter of the
// run against the first. Arrivals come at a fixed rate unless MODE=closed, so that a slower server is seen as
// latency and not as less load.
import exec from 'k6/execution';
import { sleep } from 'k6';
import { Trend } from 'k6/metrics';
import { mix, number, settle, whole } from './lib/env.js';
import { batches, hide, makeProducts, open, proveInvariants, unitsGone } from './lib/shop.js';
import { client } from './lib/client.js';
import { load, plan, warmThenMain, warming } from './lib/plan.js';
import { sizes, users } from './lib/settings.js';
import { between, oneOf, random, weighted } from './lib/random.js';
import { charge, order, ORDER_REFUSALS } from './lib/buyer.js';
import { exactness, found } from './lib/exact.js';
import { report } from './lib/report.js';
import { ms, whole as grouped } from './lib/format.js';

const size = sizes({ mode: 'open', vus: 20, rate: 200, preVus: 20, maxVus: 500, duration: '20m', p95: 100 });
const WINDOW = Math.max(1000, Math.min(60000, size.duration / 8)); // a minute, or an eighth of a shorter run
const windows = Math.ceil(size.duration / WINDOW);
const THINK = number('THINK', 0.1, 'seconds between two requests of a user, closed form; half of it up to one and a half times');
const PRODUCTS = whole('PRODUCTS', 100, 'products that the run makes and sells', 1, 100000);
const STOCK = whole('STOCK', 10000000, 'units of each', 1, 1000000000);
const DRIFT = number('DRIFT', 1.5, 'fails when the last quarter is slower than the first by this factor, in the middle; 0 for no limit');
const MIX = mix('MIX', 'product:40,top:20,charge:15,order:20,orders:5', 'how often what is done',
  ['product', 'top', 'charge', 'order', 'orders']);
settle();

const ROUTES = {
  product: { path: 'GET /products/{productId}', statuses: [200] },
  top: { path: 'GET /products/top', statuses: [200] },
  charge: { path: 'POST /users/{userId}/points/charge', statuses: [200, 409] },
  order: { path: 'POST /orders', statuses: [201, 409] },
  orders: { path: 'GET /users/{userId}/orders', statuses: [200] },
  'top-up': { path: 'POST /users/{userId}/points/charge', statuses: [200, 409], limited: false },
};
const ERRORS = [...ORDER_REFUSALS, 'POINT_LIMIT_EXCEEDED'];
const api = client(ROUTES, ERRORS);
const drift = new Trend('soak_drift');

const perWindow = {};
const nameOf = (i) => `w${String(i).padStart(3, '0')}`;
for (let i = 0; i < windows; i++) perWindow[`http_req_duration{window:${nameOf(i)}}`] = ['max>=0'];
for (const route of Object.keys(ROUTES)) perWindow[`soak_drift{name:${route}}`] = ['max>=0'];
perWindow.soak_drift = DRIFT > 0 ? [`med<${DRIFT}`] : ['max>=0'];

export const options = plan({ scenarios: warmThenMain(size, load(size)), routes: ROUTES, errors: ERRORS, size, sliced: 0,
  thresholds: { ...exactness, ...perWindow }, options: batches });
export const handleSummary = report({ name: 'soak', size, routes: ROUTES, errors: ERRORS, exact: 'units', sections,
  question: 'Is the server after a long time what it was at the beginning?' });

export function setup() {
  const run = open();
  const products = makeProducts(run, PRODUCTS, STOCK);
  const warm = makeProducts(`${run} warm`, PRODUCTS, STOCK);
  const prices = {};
  for (const { id, price } of [...products, ...warm]) prices[id] = price;
  return { run, products, warm, prices };
}

// What this VU saw in the first quarter, by route: k6 can only compare what one VU knows.
const early = {};
const ENOUGH = 10;
const AT_MOST = 1000;

function watch(route, latency, part) {
  if (part < 0.25) {
    if (!early[route]) early[route] = [];
    if (early[route].length < AT_MOST) early[route].push(latency);
  } else if (part >= 0.75 && early[route] && early[route].length >= ENOUGH) {
    if (early[route].middle === undefined) {
      const sorted = [...early[route]].sort((a, b) => a - b);
      early[route].middle = sorted[Math.floor(sorted.length / 2)];
    }
    drift.add(latency / early[route].middle, { name: route });
  }
}

export default function ({ run, products, warm, prices }) {
  const since = Date.now() - exec.scenario.startTime;
  if (!warming()) exec.vu.metrics.tags.window = nameOf(Math.min(windows - 1, Math.floor(since / WINDOW)));
  const { id } = oneOf(warming() ? warm : products);
  const userId = between(1, users);
  const route = weighted(MIX);
  let answer;
  if (route === 'product') answer = api.get(route, `/api/v1/products/${id}`, { keep: false });
  else if (route === 'top') answer = api.get(route, '/api/v1/products/top', { keep: false });
  else if (route === 'orders') answer = api.get(route, `/api/v1/users/${userId}/orders`, { keep: false });
  else if (route === 'charge') answer = charge(api, { run, userId, amount: 100, exact: false });
  else answer = order(api, { run, userId, lines: [{ productId: id, quantity: 1 }], prices });
  if (!warming()) watch(route, answer.timings.duration, since / size.duration);
  if (size.mode === 'closed' && THINK > 0) sleep(THINK * (0.5 + random()));
}

export function teardown({ products, warm }) {
  found(unitsGone(products));
  hide([...products, ...warm]);
  proveInvariants();
}

function sections(figure, model) {
  const rows = [];
  for (let i = 0; i < windows; i++) {
    const window = figure.latency('http_req_duration', { window: nameOf(i) });
    if (window.count > 0) rows.push({ name: WINDOW === 60000 ? `${i} min` : `${Math.round((i * WINDOW) / 1000)} s`,
      rate: window.count / (Math.min(WINDOW, size.duration - i * WINDOW) / 1000), ...window });
  }
  model.slices = rows;
  const all = Object.keys(ROUTES).map((name) => [name, figure.latency('soak_drift', { name })]).filter(([, { count }]) => count > 0);
  return [{
    title: 'The last quarter against the first',
    table: { head: ['route', 'compared', 'p50 of late / early', 'p95'],
      rows: [...all, ['all', figure.latency('soak_drift')]].map(([name, of]) => [name, grouped(of.count), of.p50.toFixed(2), ms(of.p95)]) },
    note: 'Each answer of the last quarter, divided by the median that the same VU saw of the same route in the first: '
      + 'a p50 near 1 says that nothing drifts. The p95 is the spread of single answers, not drift.',
  }];
}

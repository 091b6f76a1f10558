// Orders that are paid at once, spread over many products: what the shop can sell when no product is special.
import { settle, whole } from './lib/env.js';
import { batches, hide, makeProducts, open, proveInvariants, unitsGone } from './lib/shop.js';
import { client } from './lib/client.js';
import { load, plan, warmThenMain, warming } from './lib/plan.js';
import { sizes, users } from './lib/settings.js';
import { between } from './lib/random.js';
import { order, ORDER_REFUSALS } from './lib/buyer.js';
import { exactness, found } from './lib/exact.js';
import { report } from './lib/report.js';

const size = sizes({ vus: 40, rate: 1000, p95: 100 });
const PRODUCTS = whole('PRODUCTS', 100, 'products that the run makes and sells', 1, 100000);
const STOCK = whole('STOCK', 10000000, 'units of each', 1, 1000000000);
const LINES = whole('LINES', 1, 'products an order has at most; as many as a die says', 1, 100);
const QUANTITY = whole('QUANTITY', 1, 'units of each at most', 1, 1000);
settle();

const ROUTES = {
  order: { path: 'POST /orders', statuses: [201, 409] },
  'top-up': { path: 'POST /users/{userId}/points/charge', statuses: [200, 409], limited: false },
};
const ERRORS = [...ORDER_REFUSALS, 'POINT_LIMIT_EXCEEDED'];
const api = client(ROUTES, ERRORS, size.duration);

export const options = plan({ scenarios: warmThenMain(size, load(size)), routes: ROUTES, errors: ERRORS, size,
  thresholds: exactness, options: batches });
export const handleSummary = report({ name: 'order-spread', size, routes: ROUTES, errors: ERRORS, exact: 'units',
  question: 'How many orders are taken and paid a second over many products, and is the stock gone exactly what was sold?' });

export function setup() {
  const run = open();
  const products = makeProducts(run, PRODUCTS, STOCK);
  const warm = makeProducts(`${run} warm`, PRODUCTS, STOCK);
  const prices = {};
  for (const { id, price } of [...products, ...warm]) prices[id] = price;
  return { run, products, warm, prices };
}

export default function ({ run, products, warm, prices }) {
  const shelf = warming() ? warm : products;
  const wanted = new Map();
  for (let i = between(1, LINES); i > 0; i--) wanted.set(between(0, shelf.length - 1), between(1, QUANTITY));
  const lines = [...wanted].map(([i, quantity]) => ({ productId: shelf[i].id, quantity }));
  order(api, { run, userId: between(1, users), lines, prices });
}

export function teardown({ products, warm }) {
  found(unitsGone(products));
  hide([...products, ...warm]);
  proveInvariants();
}

// Everybody wants the one product, and there is not enough of it: how fast it sells, how fast the rest are told,
// and that not one unit too many was sold.
import { settle, whole } from './lib/env.js';
import { batches, confirm, hide, makeProducts, open, proveInvariants, unitsGone } from './lib/shop.js';
import { client } from './lib/client.js';
import { load, plan, warmThenMain, warming } from './lib/plan.js';
import { sizes, users } from './lib/settings.js';
import { between } from './lib/random.js';
import { order, ORDER_REFUSALS } from './lib/buyer.js';
import { exactness, found } from './lib/exact.js';
import { report } from './lib/report.js';

const size = sizes({ vus: 40, rate: 1000, p95: 100 });
const STOCK = whole('STOCK', 30000, 'units there are', 1, 1000000000);
const QUANTITY = whole('QUANTITY', 1, 'units an order takes at most', 1, 1000);
settle();

const ROUTES = {
  order: { path: 'POST /orders', statuses: [201, 409] },
  'top-up': { path: 'POST /users/{userId}/points/charge', statuses: [200, 409], limited: false },
};
const ERRORS = [...ORDER_REFUSALS, 'POINT_LIMIT_EXCEEDED'];
const api = client(ROUTES, ERRORS, size.duration);

export const options = plan({ scenarios: warmThenMain(size, load(size)), routes: ROUTES, errors: ERRORS, size,
  thresholds: exactness, options: batches });
export const handleSummary = report({ name: 'order-hot', size, routes: ROUTES, errors: ERRORS, exact: 'units',
  question: 'How fast does one hot product sell, how fast are the others refused, and is not one unit too many sold?' });

export function setup() {
  const run = open();
  const [hot] = makeProducts(run, 1, STOCK, () => 1000);
  const [warm] = makeProducts(`${run} warm`, 1, 1000000000, () => 1000);
  return { run, hot, warm, prices: { [hot.id]: hot.price, [warm.id]: warm.price } };
}

export default function ({ run, hot, warm, prices }) {
  const productId = warming() ? warm.id : hot.id;
  order(api, { run, userId: between(1, users), lines: [{ productId, quantity: between(1, QUANTITY) }], prices });
}

export function teardown({ hot, warm }) {
  const gone = unitsGone([hot]);
  found(gone);
  confirm('not one unit more was sold than there were', gone <= STOCK, `${gone} of ${STOCK}`);
  hide([hot, warm]);
  proveInvariants();
}

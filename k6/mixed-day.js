// An ordinary day: 40 users who look around, charge, take a coupon, order and look at their orders, and think in
// between. The figure that the requirements ask for is the p95 as k6 reports it, here for each route and for all.
import { check, sleep } from 'k6';
import exec from 'k6/execution';
import { number, refuseIf, settle, share, whole } from './lib/env.js';
import { batches, hide, makeCoupon, makeProducts, open, proveInvariants, unitsGone } from './lib/shop.js';
import { client, dataOf, newKey } from './lib/client.js';
import { load, plan, warmThenMain, warming } from './lib/plan.js';
import { sizes, users } from './lib/settings.js';
import { between, chance, oneOf, random } from './lib/random.js';
import { charge, order, ORDER_REFUSALS } from './lib/buyer.js';
import { exactness, found } from './lib/exact.js';
import { report } from './lib/report.js';

const size = sizes({ vus: 40, rate: 20, p95: 50 });
const THINK_MIN = number('THINK_MIN', 0.5, 'seconds that a user thinks at least, after each step');
const THINK_MAX = number('THINK_MAX', 1.5, 'and at most');
const PRODUCTS = whole('PRODUCTS', 100, 'products that the run makes and sells', 1, 100000);
const STOCK = whole('STOCK', 1000000, 'units of each', 1, 1000000000);
const LINES = whole('LINES', 3, 'products an order has at most', 1, 100);
const CHARGE = share('CHARGE', 0.2, 'the part of visits in which points are charged');
const COUPON = share('COUPON', 0.2, 'the part of visits in which the coupon is taken, or found in the wallet');
const ORDER = share('ORDER', 0.5, 'the part of visits that end in an order');
const HISTORY = share('HISTORY', 0.3, 'the part of visits in which the user looks at the orders of before');
const people = size.mode === 'closed' ? size.vus : size.maxVus;
refuseIf(THINK_MIN > THINK_MAX, `THINK_MIN=${THINK_MIN}: has to be at most THINK_MAX=${THINK_MAX}`);
refuseIf(users < people, `USERS=${users}: each of the ${people} VUs needs users of its own`);
settle();

const ROUTES = {
  list: { path: 'GET /products', statuses: [200] },
  product: { path: 'GET /products/{productId}', statuses: [200] },
  top: { path: 'GET /products/top', statuses: [200] },
  charge: { path: 'POST /users/{userId}/points/charge', statuses: [200, 409] },
  balance: { path: 'GET /users/{userId}/points', statuses: [200] },
  issue: { path: 'POST /coupons/{couponId}/issue', statuses: [201, 409] },
  wallet: { path: 'GET /users/{userId}/coupons', statuses: [200] },
  order: { path: 'POST /orders', statuses: [201, 409] },
  orders: { path: 'GET /users/{userId}/orders', statuses: [200] },
  'order-of-before': { path: 'GET /orders/{orderId}', statuses: [200] },
  'top-up': { path: 'POST /users/{userId}/points/charge', statuses: [200, 409], limited: false },
};
const ERRORS = [...ORDER_REFUSALS, 'POINT_LIMIT_EXCEEDED', 'COUPON_ALREADY_ISSUED'];
const api = client(ROUTES, ERRORS, size.duration);

export const options = plan({ scenarios: warmThenMain(size, load(size)), routes: ROUTES, errors: ERRORS, size,
  thresholds: { ...exactness, ...(size.p95 > 0 ? { 'http_req_duration{phase:main}': [`p(95)<${size.p95}`] } : {}) },
  options: batches });
export const handleSummary = report({ name: 'mixed-day', size, routes: ROUTES, errors: ERRORS, exact: 'units',
  question: 'What do 40 users feel who think between their clicks: the p95 of every route?' });

export function setup() {
  const run = open();
  const products = makeProducts(run, PRODUCTS, STOCK);
  const warm = makeProducts(`${run} warm`, PRODUCTS, STOCK);
  const prices = {};
  for (const { id, price } of [...products, ...warm]) prices[id] = price;
  return { run, products, warm, prices, coupon: makeCoupon(run, 10000000) };
}

function think() {
  sleep(THINK_MIN + (THINK_MAX - THINK_MIN) * random());
}

/** A user whom no other VU plays, so that no refusal comes from two clicks at once. */
function someone() {
  const mine = Math.floor(users / people);
  return 1 + ((exec.vu.idInTest - 1) % people) + people * between(0, mine - 1);
}

/** The coupon of the run, which the user may have from before; undefined when it is used. */
function takeCoupon(userId, coupon, run) {
  const issued = api.post('issue', `/api/v1/coupons/${coupon}/issue`, { userId },
    { key: newKey(run), headers: { Prefer: 'return=representation' } });
  think();
  if (issued.status === 201) return dataOf(issued).userCouponId;
  const wallet = api.get('wallet', `/api/v1/users/${userId}/coupons?status=AVAILABLE`);
  const held = wallet.status === 200 ? dataOf(wallet).items.find(({ couponId }) => couponId === coupon) : undefined;
  return held && held.userCouponId;
}

export default function ({ run, products, warm, prices, coupon }) {
  const shelf = warming() ? warm : products;
  const userId = someone();
  if (chance(0.5)) api.get('top', '/api/v1/products/top');
  else api.get('list', '/api/v1/products?limit=20');
  think();
  const wanted = new Set();
  for (let i = between(1, LINES); i > 0; i--) wanted.add(oneOf(shelf).id);
  for (const id of wanted) {
    api.get('product', `/api/v1/products/${id}`, { keep: false });
    think();
  }
  if (chance(CHARGE)) {
    charge(api, { run, userId, amount: 1000 * between(1, 100), key: newKey(run), exact: false });
    think();
    api.get('balance', `/api/v1/users/${userId}/points`, { keep: false });
    think();
  }
  const userCouponId = chance(COUPON) ? takeCoupon(userId, coupon, run) : undefined;
  if (chance(ORDER)) {
    const lines = [...wanted].map((productId) => ({ productId, quantity: between(1, 3) }));
    const made = order(api, { run, userId, lines, prices, userCouponId, key: newKey(run) });
    if (made.status === 201 && userCouponId !== undefined) {
      const { discount } = dataOf(made);
      check(made, { 'a coupon takes its discount': () => discount === 500 });
    }
    think();
  }
  if (chance(HISTORY)) {
    const answer = api.get('orders', `/api/v1/users/${userId}/orders?limit=20`);
    const before = answer.status === 200 ? dataOf(answer).items : [];
    think();
    if (before.length > 0) api.get('order-of-before', `/api/v1/orders/${oneOf(before).orderId}`, { keep: false });
  }
}

export function teardown({ products, warm }) {
  found(unitsGone(products));
  hide([...products, ...warm]);
  proveInvariants();
}

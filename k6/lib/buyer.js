// Orders and charges as users make them.
import { check } from 'k6';
import { dataOf, errorOf, maybeKey } from './client.js';
import { tell } from './exact.js';
import { replays, verify } from './settings.js';
import { warming } from './plan.js';
import { chance } from './random.js';

/** What may refuse an order that was made in good faith. */
export const ORDER_REFUSALS = ['OUT_OF_STOCK', 'INSUFFICIENT_POINTS'];

/** The largest charge that the shipped configuration allows. */
export const LARGEST_CHARGE = 1000000;

/**
 * Orders and pays. Who has not enough points charges the most that is allowed: the next order will pass.
 *
 * @param api a client with the routes `order` and `top-up`
 * @param lines `[{productId, quantity}]`; `prices` of one unit by productId for the comparison
 * @returns the answer
 */
export function order(api, { run, userId, lines, prices, userCouponId, key = maybeKey(run), exact = true }) {
  const body = { userId, orderProducts: lines };
  if (userCouponId !== undefined) body.userCouponId = userCouponId;
  const answer = api.post('order', '/api/v1/orders', body, { key });
  // What only warms up is of other products, which nobody counts.
  if (exact && !warming()) tell(answer, 201, lines.reduce((sum, { quantity }) => sum + quantity, 0));
  if (answer.status === 201) {
    if (chance(verify)) verifyOrder(answer, lines, prices);
    if (key !== undefined && chance(replays)) verifyReplay(api, '/api/v1/orders', body, key, answer, 'order', 'orderId');
  } else if (answer.status === 409 && errorOf(answer) === 'INSUFFICIENT_POINTS') {
    api.post('top-up', `/api/v1/users/${userId}/points/charge`, { amount: LARGEST_CHARGE });
  }
  return answer;
}

function verifyOrder(answer, lines, prices) {
  const made = dataOf(answer);
  const subtotal = lines.reduce((sum, { productId, quantity }) => sum + prices[productId] * quantity, 0);
  check(made, {
    'an order is paid and says what it costs': () =>
      made.status === 'PAID' && made.subtotal === subtotal && made.total === subtotal - made.discount,
  });
}

/** The same request with the same key: the first answer again, and nothing done. */
function verifyReplay(api, path, body, key, first, route, id) {
  const again = api.post(route, path, body, { key });
  check(again, {
    'the same key is answered with the first answer': () =>
      again.status === first.status && again.headers['Idempotent-Replayed'] === 'true'
      && dataOf(again)[id] === dataOf(first)[id],
  });
}

/** Charges; the client needs the route `charge`. */
export function charge(api, { run, userId, amount, key = maybeKey(run), exact = true }) {
  const path = `/api/v1/users/${userId}/points/charge`;
  const answer = api.post('charge', path, { amount }, { key });
  if (exact) tell(answer, 200, amount);
  if (answer.status === 200) {
    if (chance(verify)) {
      const { userId: of, balance } = dataOf(answer);
      check(answer, { 'a charge says the new balance': () => of === userId && Number.isInteger(balance) && balance >= amount });
    }
    if (key !== undefined && chance(replays)) verifyReplay(api, path, { amount }, key, answer, 'charge', 'balance');
  }
  return answer;
}


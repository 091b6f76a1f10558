// Streams of server-sent events: many people who watch one thing, people who watch their own order, people who
// wait for their ticket, and watchers of a coupon in a rush. See the README for what k6 can see of a stream.
import { check, sleep } from 'k6';
import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
import { duration, refuseIf, settle, whole } from './lib/env.js';
import { batches, hide, makeCoupon, makeProducts, open, placeUnpaid, proveInvariants } from './lib/shop.js';
import { client, dataOf } from './lib/client.js';
import { load, plan } from './lib/plan.js';
import { sizes, users } from './lib/settings.js';
import { between, random } from './lib/random.js';
import { report } from './lib/report.js';
import { ms, whole as grouped } from './lib/format.js';

const size = sizes({ vus: 10, rate: 10, p95: 0, maxVus: 200 });
const WATCHERS = whole('WATCHERS', 300, 'who watch one order, each a connection held open; 0 for none');
const CHANGES = whole('CHANGES', 10, 'changes of that order that all of them have to hear of', 2, 1000);
const EVERY = duration('EVERY', '1s', 'between two of these; not below three times http.streamInterval', 300);
const TICKETS = whole('TICKETS', 10, 'users at once who queue for a coupon and watch their ticket; 0 for none');
const COUPON_WATCHERS = whole('COUPON_WATCHERS', 20, 'who watch what remains of that coupon; each ends by a time-out, '
  + 'for which k6 logs a warning; 0 for none');
const LAG_P95 = whole('LAG_P95', 1000, 'fails when the last event of a stream is later than this at the p95, ms; 0 for no limit');
refuseIf(size.duration < 5000, 'DURATION: has to be 5s or more: watchers come during the first two');
settle();

const COUPON_TOTAL = 1000000;
const ARRIVAL = 2000; // watchers come within so long
const HOLD = size.duration + 60000;

const ROUTES = {
  watch: { path: 'GET /orders/{orderId}/stream, one order for all', statuses: [200], limited: false },
  'order-stream': { path: 'GET /orders/{orderId}/stream, each its own', statuses: [200], limited: false },
  'ticket-stream': { path: 'GET /coupons/tickets/{ticketId} as a stream', statuses: [200], limited: false },
  'coupon-stream': { path: 'GET /coupons/{couponId}/stream, until its time-out', statuses: [0], limited: false },
  order: { path: 'POST /orders {pay: false}', statuses: [201] },
  pay: { path: 'POST /orders/{orderId}/payments', statuses: [201] },
  refund: { path: 'POST /payments/{paymentId}/refunds', statuses: [201] },
  cancel: { path: 'POST /orders/{orderId}/cancel', statuses: [200] },
  queue: { path: 'POST /coupons/{couponId}/issue, respond-async', statuses: [202] },
  payments: { path: 'GET /orders/{orderId}/payments', statuses: [200] },
};
const api = client(ROUTES, [], size.duration);
const STREAMS = ['watch', 'order-stream', 'ticket-stream', 'coupon-stream'];

const events = new Counter('stream_events');
const wanted = new Counter('stream_events_wanted');
const lag = new Trend('stream_lag_ms');
const opened = new Trend('stream_first_byte_ms');

const kept = {};
for (const stream of STREAMS) {
  kept[`stream_events{stream:${stream}}`] = ['count>=0'];
  kept[`stream_events_wanted{stream:${stream}}`] = ['count>=0'];
  kept[`stream_lag_ms{stream:${stream}}`] = LAG_P95 > 0 && stream !== 'coupon-stream' ? [`p(95)<${LAG_P95}`] : ['max>=0'];
  kept[`stream_first_byte_ms{stream:${stream}}`] = ['max>=0'];
}

const scenarios = { orders: load(size, { exec: 'ownOrder' }) };
if (WATCHERS > 0) {
  scenarios.watchers = { executor: 'per-vu-iterations', vus: WATCHERS, iterations: 1, maxDuration: `${HOLD}ms`, exec: 'watch' };
  scenarios.teller = { executor: 'per-vu-iterations', vus: 1, iterations: 1, startTime: `${ARRIVAL + 2000}ms`,
    maxDuration: `${HOLD + CHANGES * EVERY}ms`, exec: 'tellWatchers' };
}
if (TICKETS > 0) scenarios.tickets = load({ ...size, mode: 'closed', vus: TICKETS }, { exec: 'ticket' });
if (COUPON_WATCHERS > 0) {
  scenarios.coupon = { executor: 'per-vu-iterations', vus: COUPON_WATCHERS, iterations: 1, maxDuration: `${HOLD}ms`, exec: 'watchCoupon' };
}

export const options = plan({ scenarios, routes: ROUTES, size, sliced: 0, thresholds: kept, options: batches });
export const handleSummary = report({ name: 'streams', size, routes: ROUTES, sections,
  question: 'How late does a change reach who watches it, and do all of many watchers hear of every one?' });

export function setup() {
  const run = open();
  const products = makeProducts(run, 2, 1000000000, () => 100);
  const watched = placeUnpaid(between(1, users), [{ productId: products[0].id, quantity: CHANGES - 1 }]);
  // Each user may queue once for a coupon: one coupon for each round of all users.
  const coupons = [...Array(20).keys()].map((i) => makeCoupon(`${run} ${i + 1}`, COUPON_TOTAL));
  return { run, products, coupons, watched: { orderId: watched.orderId, productId: products[0].id } };
}

const states = (body) => (body || '').split('\n').filter((line) => line.startsWith('data:'))
  .map((line) => {
    try {
      return JSON.parse(line.slice(5));
    } catch (e) {
      return {}; // cut off by the time-out
    }
  });

function heard(stream, answer, expected) {
  const seen = states(answer.body);
  events.add(seen.length, { stream });
  if (expected !== undefined) wanted.add(expected, { stream });
  opened.add(answer.timings.blocked + answer.timings.sending + answer.timings.waiting, { stream });
  return seen;
}

const EVENTS = { headers: { Accept: 'text/event-stream' }, wait: HOLD };

/** Watches the one order until it is refunded: then the server ends the stream. */
export function watch({ watched }) {
  sleep((random() * ARRIVAL) / 1000);
  const answer = api.get('watch', `/api/v1/orders/${watched.orderId}/stream`, EVENTS);
  const ended = Date.now();
  // Its state now, paid, and then a refund of each unit; the last of them is final.
  const seen = heard('watch', answer, CHANGES + 1);
  check(answer, { 'a watcher hears of the last state': () => seen.length > 0 && seen[seen.length - 1].status === 'REFUNDED' });
  check(answer, { 'a watcher hears of every state, each once': () =>
    seen.length === CHANGES + 1 && seen.every(({ version }, i) => version === i + 1) });
  const told = api.get('payments', `/api/v1/orders/${watched.orderId}/payments`);
  if (told.status === 200) {
    const last = Math.max(...dataOf(told).items.map(({ createdAt }) => Date.parse(createdAt)));
    lag.add(Math.max(0, ended - last), { stream: 'watch' });
  }
}

/** Changes the order that all watch, CHANGES times. */
export function tellWatchers({ watched }) {
  const paid = api.post('pay', `/api/v1/orders/${watched.orderId}/payments`, {});
  const { paymentId } = dataOf(paid);
  for (let i = 1; i < CHANGES; i++) {
    sleep(EVERY / 1000);
    api.post('refund', `/api/v1/payments/${paymentId}/refunds`,
      { items: [{ productId: watched.productId, quantity: 1 }], reason: 'k6' });
  }
}

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** Places an order, watches it, pays it and cancels it: the stream ends with that. */
export async function ownOrder({ products }) {
  const placed = await api.postLater('order', '/api/v1/orders',
    { userId: between(1, users), orderProducts: [{ productId: products[1].id, quantity: 1 }], pay: false });
  if (placed.status !== 201) return;
  const { orderId } = dataOf(placed);
  let endedAt;
  const stream = api.getLater('order-stream', `/api/v1/orders/${orderId}/stream`, EVENTS).then((answer) => {
    endedAt = Date.now();
    return answer;
  });
  await pause(300);
  await api.postLater('pay', `/api/v1/orders/${orderId}/payments`, {});
  await pause(400);
  await api.postLater('cancel', `/api/v1/orders/${orderId}/cancel`, {});
  const cancelled = Date.now();
  const answer = await stream;
  const seen = heard('order-stream', answer, 3);
  check(answer, { 'an order is heard of until its end': () => seen.length > 0 && seen[seen.length - 1].status === 'REFUNDED'
    || seen[seen.length - 1].status === 'CANCELLED' });
  lag.add(Math.max(0, endedAt - cancelled), { stream: 'order-stream' });
}

/** Queues for a coupon and watches the ticket until it says what became of it. */
export async function ticket({ coupons }) {
  const turn = exec.scenario.iterationInTest;
  const coupon = coupons[Math.floor(turn / users) % coupons.length];
  const queued = await api.postLater('queue', `/api/v1/coupons/${coupon}/issue`, { userId: 1 + (turn % users) },
    { headers: { Prefer: 'respond-async' } });
  if (queued.status !== 202) return;
  const accepted = Date.now();
  const answer = await api.getLater('ticket-stream', `/api/v1/coupons/tickets/${dataOf(queued).ticketId}`, EVENTS);
  lag.add(Date.now() - accepted, { stream: 'ticket-stream' });
  const seen = heard('ticket-stream', answer);
  check(answer, { 'a ticket ends as issued': () => seen.length > 0 && seen[seen.length - 1].status === 'ISSUED' });
}

/** Watches what remains of the coupon. This stream has no end of its own; what came until the time-out counts. */
export function watchCoupon({ coupons }) {
  const answer = api.get('coupon-stream', `/api/v1/coupons/${coupons[0]}/stream`, { ...EVENTS, wait: size.duration });
  const seen = heard('coupon-stream', answer);
  check(answer, { 'what remains of a coupon only falls': () => seen.length > 0
    && seen.every(({ remaining }, i) => i === 0 || remaining === undefined || remaining < seen[i - 1].remaining) });
}

export function teardown({ products }) {
  hide(products);
  proveInvariants();
}

function sections(figure) {
  const rows = STREAMS.map((stream) => ({ stream, ...figure.latency('stream_lag_ms', { stream }),
    open: figure.latency('stream_first_byte_ms', { stream }),
    events: figure.count('stream_events', { stream }), wanted: figure.count('stream_events_wanted', { stream }) }))
    .filter(({ open: { count } }) => count > 0);
  return [{
    title: 'Streams',
    table: {
      head: ['stream', 'streams', 'first byte p50 ms', 'p99', 'events', 'of', 'last event late by p50 ms', 'p95', 'p99', 'max'],
      rows: rows.map(({ stream, open: first, events: came, wanted: all, count, p50, p95, p99, max }) => [stream, grouped(first.count),
        ms(first.p50), ms(first.p99), grouped(came), all > 0 ? grouped(all) : '–',
        ...(count > 0 ? [p50, p95, p99, max].map(ms) : ['–', '–', '–', '–'])]),
    },
    note: 'watch: from the time of the last refund, as the server wrote it, until the watcher had it; both clocks have to be '
      + 'right where k6 runs elsewhere. order-stream: from the answer to the cancel. ticket-stream: from the 202. '
      + 'The latencies of these routes above are how long the streams were open.',
  }];
}

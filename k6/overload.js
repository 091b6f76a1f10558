// A flood: arrivals at 1, 2, 5, 10 times what the server can carry, whatever it answers, then half of that.
// Says how much of its peak it still does, how long those wait who are admitted, how the others are refused, and
// how soon it is well again. Always open: a closed form slows down with the server and never floods it.
//
// Arrivals come in groups, one each TICK, because an iteration of k6 for each request would be the bottleneck.
import http from 'k6/http';
import exec from 'k6/execution';
import { Counter, Rate, Trend } from 'k6/metrics';
import { duration, number, numbers, settle, share, whole } from './lib/env.js';
import { hide, makeProducts, open, proveInvariants, unitsGone } from './lib/shop.js';
import { client } from './lib/client.js';
import { plan } from './lib/plan.js';
import { users, extraHeaders, base, timeout } from './lib/settings.js';
import { between, random } from './lib/random.js';
import { exactness, found, tell } from './lib/exact.js';
import { report } from './lib/report.js';
import { ms, percent, perSecond, whole as grouped } from './lib/format.js';

const PEAK = number('PEAK', 0, 'orders a second that the server can carry; 0 measures it before the flood');
const PROBE = duration('PROBE', '10s', 'how long orders are sent before the flood: the first half warms up, the second measures', 1000);
const CONNECTIONS = whole('CONNECTIONS', 100, 'orders at once while that is measured', 1, 1000);
const FACTORS = numbers('FACTORS', '1,2,5,10', 'the stages, as multiples of the peak');
const STAGE = duration('STAGE', '10s', 'how long each stage lasts', 1000);
const GAP = duration('GAP', '5s', 'quiet between two stages');
const AFTER = share('AFTER', 0.5, 'the arrivals after the flood, as a part of the peak');
const AFTER_FOR = duration('AFTER_FOR', '10s', 'how long these come', 1000);
const TICK = duration('TICK', '20ms', 'from one group of arrivals to the next', 5);
const MAX_VUS = whole('MAX_VUS', 300, 'groups under way at most; one more is dropped, and shows as not sent', 1);
const PRODUCTS = whole('PRODUCTS', 100, 'products that the run makes and sells', 1, 100000);
const GOODPUT = number('GOODPUT', 0.9, 'fails when a stage completes less than this part of the peak; 0 for no limit');
const ADMITTED_P99 = whole('ADMITTED_P99', 1000, 'fails when the p99 of those admitted is not below, ms; 0 for no limit');
const REFUSED_P95 = whole('REFUSED_P95', 0, 'the same for the p95 of those refused; 0 for no limit');
const RECOVERY = duration('RECOVERY', '5s', 'fails when an answer is bad or slow later than this after the flood', 1);
settle();

const ROUTES = {
  order: { path: 'POST /orders', statuses: [201, 503], limited: false },
  live: { path: 'GET /ops/health/live', statuses: [200], limited: false },
};
const ERRORS = ['OVERLOADED', 'TIMED_OUT', 'UNAVAILABLE'];
const api = client(ROUTES, ERRORS);
const SLOW = ADMITTED_P99 || 1000;

const goodput = new Counter('goodput_of_peak');
const admitted = new Trend('admitted_ms');
const retryAfter = new Rate('retry_after_is_given');
const unwell = new Trend('unwell_after_flood_ms');
const peakFound = new Counter('peak_found');

const stages = FACTORS.map((factor, i) => ({ name: `x${factor}`, factor, start: i * (STAGE + GAP), length: STAGE }));
const flooded = stages.length * (STAGE + GAP) - GAP;
stages.push({ name: 'after', factor: AFTER, start: flooded, length: AFTER_FOR });

const scenarios = {};
const kept = { peak_found: ['count>=0'], retry_after_is_given: ['rate==1'],
  unwell_after_flood_ms: [`max<${RECOVERY}`] };
for (const { name, start, length, factor } of stages) {
  scenarios[name] = {
    executor: 'constant-arrival-rate', rate: Math.round(60000 / TICK), timeUnit: '1m', duration: `${length}ms`,
    startTime: `${start}ms`, preAllocatedVUs: Math.min(50, MAX_VUS), maxVUs: MAX_VUS, gracefulStop: '30s',
    exec: 'flood', tags: { stage: name }, env: { FACTOR: String(factor), LENGTH: String(length) },
  };
  for (const status of [0, 201, 503, 504]) kept[`http_reqs{name:order,stage:${name},status:${status}}`] = ['count>=0'];
  kept[`http_reqs{name:order,stage:${name}}`] = ['count>=0'];
  kept[`http_req_duration{name:order,stage:${name},status:503}`] = REFUSED_P95 > 0 ? [`p(95)<${REFUSED_P95}`] : ['max>=0'];
  kept[`admitted_ms{stage:${name}}`] = ADMITTED_P99 > 0 ? [`p(99)<${ADMITTED_P99}`] : ['max>=0'];
  kept[`goodput_of_peak{stage:${name}}`] = GOODPUT > 0 && factor >= 1 && name !== 'after' ? [`count>=${GOODPUT * Math.min(1, factor)}`] : ['count>=0'];
}
scenarios.live = { executor: 'constant-arrival-rate', rate: 5, timeUnit: '1s', duration: `${flooded + AFTER_FOR}ms`,
  preAllocatedVUs: 5, maxVUs: 50, exec: 'live', gracefulStop: '30s' };

export const options = plan({ scenarios, routes: ROUTES, errors: ERRORS, sliced: 0, thresholds: { ...exactness, ...kept },
  // As many connections are kept as a group has requests, or each group would have to open its own.
  options: { batch: 2000, batchPerHost: 2000 } });
export const handleSummary = report({ name: 'overload', routes: ROUTES, errors: ERRORS, exact: 'units', sections,
  question: 'What does the server still do when 1, 2, 5, 10 times as much arrives as it can carry, and how soon is it well again?' });

export function setup() {
  const run = open();
  const products = makeProducts(run, PRODUCTS, 10000000);
  const measured = probe(products.map(({ id }) => id));
  const peak = PEAK > 0 ? PEAK : measured;
  peakFound.add(Math.round(peak));
  console.log(`the peak is ${Math.round(peak)} orders/s${PEAK > 0 ? `, as given (measured: ${Math.round(measured)})` : ''}`);
  const fresh = makeProducts(`${run} flood`, PRODUCTS, 10000000);
  return { run, peak, products: fresh, probed: products };
}

/** Orders a second in a closed form, out of one VU, over the second half of PROBE. */
function probe(ids) {
  const callback = http.expectedStatuses(201, 503);
  const begin = Date.now();
  let taken = 0;
  let from;
  while (Date.now() - begin < PROBE) {
    if (from === undefined && Date.now() - begin >= PROBE / 2) {
      from = Date.now();
      taken = 0;
    }
    const group = [];
    for (let i = 0; i < CONNECTIONS; i++) {
      group.push({ method: 'POST', url: `${base}/api/v1/orders`, body: bodyOf(ids), params: { timeout,
        headers: { 'Content-Type': 'application/json', ...extraHeaders }, tags: { name: 'probe' },
        responseCallback: callback, responseType: 'none' } });
    }
    for (const { status } of http.batch(group)) if (status === 201) taken += 1;
  }
  if (taken === 0) throw new Error('no order was taken before the flood');
  return (taken * 1000) / (Date.now() - from);
}

function bodyOf(ids) {
  return JSON.stringify({ userId: between(1, users), orderProducts: [{ productId: ids[between(0, ids.length - 1)], quantity: 1 }] });
}

export function flood({ peak, products }) {
  const factor = Number(__ENV.FACTOR);
  const part = 1 / (peak * (Number(__ENV.LENGTH) / 1000));
  const exactly = (peak * factor * TICK) / 1000;
  const size = Math.floor(exactly) + (random() < exactly % 1 ? 1 : 0);
  if (size === 0) return;
  const begun = exec.scenario.startTime;
  const isAfter = exec.scenario.name === 'after';
  const group = [];
  for (let i = 0; i < size; i++) {
    const { id } = products[between(0, products.length - 1)];
    group.push(api.prepared('order', 'POST', '/api/v1/orders',
      { userId: between(1, users), orderProducts: [{ productId: id, quantity: 1 }] }));
  }
  const sent = Date.now();
  let done = 0;
  for (const answer of http.batch(group)) {
    api.judge('order', answer);
    tell(answer, 201, 1);
    const took = answer.timings.blocked + answer.timings.duration;
    if (answer.status === 201) {
      done += 1;
      admitted.add(took);
    } else if (answer.status === 503) {
      retryAfter.add(/^[1-9]\d*$/.test(answer.headers['Retry-After'] || ''));
    }
    if (isAfter) unwell.add(answer.status === 201 && took < SLOW ? 0 : sent - begun);
  }
  goodput.add(done * part);
}

export function live() {
  api.get('live', '/ops/health/live', { keep: false });
}

export function teardown({ products, probed }) {
  found(unitsGone(products));
  hide([...products, ...probed]);
  proveInvariants();
}

function sections(figure, model, { peak = figure.count('peak_found') }) {
  const rows = stages.map(({ name, factor, length }) => {
    const tags = { name: 'order', stage: name };
    const of = (status) => figure.count('http_reqs', { ...tags, status });
    const sent = figure.count('http_reqs', tags);
    const wanted = peak * factor * (length / 1000);
    return { name, seconds: length / 1000, wanted, sent, taken: of(201), refused: of(503), lost: of(0) + of(504),
      notSent: Math.max(0, wanted - sent), ok: figure.latency('admitted_ms', { stage: name }),
      no: figure.latency('http_req_duration', { ...tags, status: 503 }) };
  });
  const most = Math.max(...rows.map(({ wanted, sent, seconds }) => Math.max(wanted, sent) / seconds));
  return [
    {
      title: `Orders a second in each stage; the peak is ${grouped(peak)}/s${PEAK > 0 ? ', as given' : ', measured before the flood'}`,
      stack: { most, rows: rows.map(({ name, seconds, sent, taken, refused, lost, notSent }) => ({
        title: name, value: `${perSecond(taken / seconds)}/s taken, ${percent(taken / seconds / peak)} of the peak`,
        parts: [['taken', taken, 'var(--s2)'], ['refused (503)', refused, 'var(--s4)'], ['no answer or 504', lost, 'var(--s5)'],
          ['other', sent - taken - refused - lost, 'var(--s0)'], ['k6 could not send', notSent, 'var(--line)']]
          .map(([part, amount, colour]) => ({ name: part, amount: amount / seconds, colour })) })) },
      table: {
        head: ['stage', 'wanted/s', 'sent/s', 'taken/s', 'of peak', 'refused', 'lost', 'taken p50 ms', 'p99', '503 p50 ms', 'p99'],
        rows: rows.map(({ name, seconds, wanted, sent, taken, refused, lost, ok, no }) => [name, perSecond(wanted / seconds),
          perSecond(sent / seconds), perSecond(taken / seconds), percent(taken / seconds / peak),
          percent(sent > 0 ? refused / sent : 0), grouped(lost), ms(ok.p50), ms(ok.p99),
          no.count > 0 ? ms(no.p50) : '–', no.count > 0 ? ms(no.p99) : '–']),
      },
      note: 'The time of those taken begins when k6 wants to send and so contains the wait for a connection. '
        + 'Where sent is below wanted, k6 had no strength left: the flood was no larger than what was sent.',
    },
    {
      title: 'After the flood',
      table: { head: ['well again after', 'answers that were bad or slow'],
        rows: [[`${(figure.latency('unwell_after_flood_ms').max / 1000).toFixed(1)} s`,
          `slow is above ${SLOW} ms, at ${percent(AFTER)} of the peak`]] },
    },
  ];
}

// A flood: arrivals at 1, 2, 5, 10 times what the server can carry, whatever it answers, then half of that.
// Says how much of its peak it still does, how long those wait who are admitted, how the others are refused, and
// how soon it is well again. Always open: a closed form slows down with the server and never floods it.
//
// A few VUs send by the clock and never wait for an answer. Executors of k6 would need a VU with connections of its
// own for each request under way: at these rates their memory and not the server would be measured.
import http from 'k6/http';
import exec from 'k6/execution';
import { Counter, Rate, Trend } from 'k6/metrics';
import { duration, number, numbers, settle, share, whole } from './lib/env.js';
import { hide, makeProducts, open, proveInvariants, unitsGone } from './lib/shop.js';
import { client } from './lib/client.js';
import { plan } from './lib/plan.js';
import { users, extraHeaders, base, timeout } from './lib/settings.js';
import { between } from './lib/random.js';
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
const SENDERS = whole('SENDERS', 4, 'VUs that send, each with its part of the arrivals', 1, 1000);
const IN_FLIGHT = whole('IN_FLIGHT', 10000, 'requests under way at most, each a connection; one more is not sent, and is counted', 1);
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
const refused = new Trend('refused_ms');
const notSent = new Counter('not_sent');
const unwell = new Trend('unwell_after_flood_ms');
const peakFound = new Counter('peak_found');

const stages = FACTORS.map((factor, i) => ({ name: `x${factor}`, factor, start: i * (STAGE + GAP), length: STAGE }));
const flooded = stages.length * (STAGE + GAP) - GAP;
stages.push({ name: 'after', factor: AFTER, start: flooded, length: AFTER_FOR });

const wholeRun = flooded + AFTER_FOR;
const scenarios = {
  flood: { executor: 'per-vu-iterations', vus: SENDERS, iterations: 1, maxDuration: `${wholeRun + 60000}ms`, exec: 'flood' },
  live: { executor: 'constant-arrival-rate', rate: 5, timeUnit: '1s', duration: `${wholeRun}ms`, preAllocatedVUs: 5, maxVUs: 50,
    exec: 'live', gracefulStop: '30s' },
};
const kept = { peak_found: ['count>=0'], retry_after_is_given: ['rate==1'], unwell_after_flood_ms: [`max<${RECOVERY}`] };
for (const { name, factor } of stages) {
  for (const status of [0, 201, 503, 504]) kept[`http_reqs{name:order,stage:${name},status:${status}}`] = ['count>=0'];
  kept[`http_reqs{name:order,stage:${name}}`] = ['count>=0'];
  kept[`not_sent{stage:${name}}`] = ['count>=0'];
  kept[`refused_ms{stage:${name}}`] = REFUSED_P95 > 0 ? [`p(95)<${REFUSED_P95}`] : ['max>=0'];
  kept[`admitted_ms{stage:${name}}`] = ADMITTED_P99 > 0 ? [`p(99)<${ADMITTED_P99}`] : ['max>=0'];
  kept[`goodput_of_peak{stage:${name}}`] = GOODPUT > 0 && factor >= 1 ? [`count>=${GOODPUT}`] : ['count>=0'];
}

export const options = plan({ scenarios, routes: ROUTES, errors: ERRORS, sliced: 0, thresholds: { ...exactness, ...kept },
  // So many idle connections a VU keeps, too.
  options: { batch: IN_FLIGHT, batchPerHost: IN_FLIGHT } });
export const handleSummary = report({ name: 'overload', routes: ROUTES, errors: ERRORS, exact: 'units', sections,
  question: 'What does the server still do when 1, 2, 5, 10 times as much arrives as it can carry, and how soon is it well again?' });

export async function setup() {
  const run = open();
  const products = makeProducts(run, PRODUCTS, 10000000);
  const measured = await probe(products);
  const peak = PEAK > 0 ? PEAK : measured;
  peakFound.add(Math.round(peak));
  console.log(`the peak is ${Math.round(peak)} orders/s${PEAK > 0 ? `, as given (measured: ${Math.round(measured)})` : ''}`);
  return { run, peak, products: makeProducts(`${run} flood`, PRODUCTS, 10000000), probed: products };
}

/** Orders a second in a closed form, out of one VU, over the second half of PROBE. */
async function probe(products) {
  const params = { timeout, headers: { 'Content-Type': 'application/json', ...extraHeaders }, tags: { name: 'probe' },
    responseCallback: http.expectedStatuses(201, 503), responseType: 'none' };
  const begin = Date.now();
  let taken = 0;
  async function buyer() {
    for (let now = begin; now - begin < PROBE; now = Date.now()) {
      const { status } = await http.asyncRequest('POST', `${base}/api/v1/orders`, JSON.stringify(someOrder(products)), params);
      if (status === 201 && Date.now() - begin >= PROBE / 2 && Date.now() - begin < PROBE) taken += 1;
    }
  }
  await Promise.all([...Array(CONNECTIONS)].map(buyer));
  if (taken === 0) throw new Error('no order was taken before the flood');
  return (taken * 1000) / (PROBE - PROBE / 2);
}

function someOrder(products) {
  return { userId: between(1, users), orderProducts: [{ productId: products[between(0, products.length - 1)].id, quantity: 1 }] };
}

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

const TURN = 10; // milliseconds from one look at the clock to the next
const AT_ONCE = 100; // requests that are sent before answers have their turn
const BEHIND = 500; // milliseconds that a sender may be late; what is later is given up

let underWay = 0;

/** One sender: its part of every stage, by the clock. */
export async function flood({ peak, products }) {
  const begin = exec.scenario.startTime;
  for (const stage of stages) {
    const from = begin + stage.start;
    const rate = (peak * stage.factor) / SENDERS / 1000; // a millisecond
    let due = 0;
    for (let now = Date.now(); now < from + stage.length; now = Date.now()) {
      const target = Math.floor(rate * (now - from));
      const late = Math.floor(target - due - rate * BEHIND);
      if (late > 0) {
        notSent.add(late, { stage: stage.name });
        due += late;
      }
      for (let i = 0; i < AT_ONCE && due < target; i++, due++) {
        if (underWay >= IN_FLIGHT / SENDERS) notSent.add(1, { stage: stage.name });
        else arrive(stage, from + due / rate, from, peak, products);
      }
      await pause(due < target ? 0 : TURN);
    }
    if (stage !== stages[stages.length - 1]) await pause(Math.max(0, begin + stages[stages.indexOf(stage) + 1].start - Date.now()));
  }
  while (underWay > 0) await pause(TURN);
}

/** One order, which was due at a time that may have passed already. */
async function arrive(stage, dueAt, stageFrom, peak, products) {
  underWay += 1;
  const tags = { stage: stage.name };
  try {
    const answer = await api.postLater('order', '/api/v1/orders', someOrder(products), { tags });
    const took = Math.max(0, Date.now() - dueAt);
    tell(answer, 201, 1);
    if (answer.status === 201) {
      goodput.add(1000 / (peak * stage.length), tags);
      admitted.add(took, tags);
    } else if (answer.status === 503) {
      refused.add(took, tags);
      retryAfter.add(/^[1-9]\d*$/.test(answer.headers['Retry-After'] || ''), tags);
    }
    if (stage.name === 'after') unwell.add(answer.status === 201 && took < SLOW ? 0 : dueAt - stageFrom);
  } finally {
    underWay -= 1;
  }
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
    return { name, seconds: length / 1000, wanted, sent, taken: of(201), turnedAway: of(503), lost: of(0) + of(504),
      unsent: Math.max(0, wanted - sent), ok: figure.latency('admitted_ms', { stage: name }),
      no: figure.latency('refused_ms', { stage: name }) };
  });
  const most = Math.max(...rows.map(({ wanted, sent, seconds }) => Math.max(wanted, sent) / seconds));
  return [
    {
      title: `Orders a second in each stage; the peak is ${grouped(peak)}/s${PEAK > 0 ? ', as given' : ', measured before the flood'}`,
      stack: { most, rows: rows.map(({ name, seconds, sent, taken, turnedAway, lost, unsent }) => ({
        title: name, value: `${perSecond(taken / seconds)}/s taken, ${percent(taken / seconds / peak)} of the peak`,
        parts: [['taken', taken, 'var(--s2)'], ['refused (503)', turnedAway, 'var(--s4)'], ['no answer or 504', lost, 'var(--s5)'],
          ['other', sent - taken - turnedAway - lost, 'var(--s0)'], ['k6 could not send', unsent, 'var(--line)']]
          .map(([part, amount, colour]) => ({ name: part, amount: amount / seconds, colour })) })) },
      table: {
        head: ['stage', 'wanted/s', 'sent/s', 'taken/s', 'of peak', 'refused', 'lost', 'taken p50 ms', 'p99', '503 p50 ms', 'p99'],
        rows: rows.map(({ name, seconds, wanted, sent, taken, turnedAway, lost, ok, no }) => [name, perSecond(wanted / seconds),
          perSecond(sent / seconds), perSecond(taken / seconds), percent(taken / seconds / peak),
          percent(sent > 0 ? turnedAway / sent : 0), grouped(lost), ms(ok.p50), ms(ok.p99),
          no.count > 0 ? ms(no.p50) : '–', no.count > 0 ? ms(no.p99) : '–']),
      },
      note: 'The times begin when a request was due, and so contain what k6 was late and the wait for a connection. '
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

// The parts of the suite that can be wrong without any server: what settings refuse, and what a report says.
// `k6 run k6/check/selftest.js`, or in node by check.sh; throws at the first fault.
import { duration, millisOf, mix, refuseIf, settle, share, text, whole } from '../lib/env.js';
import { plan } from '../lib/plan.js';
import { modelOf } from '../lib/model.js';
import { markdown } from '../lib/markdown.js';
import { page } from '../lib/page.js';

export const options = { vus: 1, iterations: 1 };

function same(what, is, shouldBe) {
  if (JSON.stringify(is) !== JSON.stringify(shouldBe)) {
    throw new Error(`${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(shouldBe)}`);
  }
}

function has(what, whole, part) {
  if (!whole.includes(part)) throw new Error(`${what}: there is no ${JSON.stringify(part)} in ${whole}`);
}

function refusal(read) {
  read();
  try {
    settle();
  } catch (e) {
    return e.message;
  }
  throw new Error('nothing was refused');
}

function settings() {
  same('durations', ['250ms', '30s', '1m30s', '2h', '1.5s', '5', 's', '5 s'].map((one) => millisOf(one) || null),
    [250, 30000, 90000, 7200000, 1500, null, null, null]);
  same('a default', whole('SELFTEST_A', 7, 'x'), 7);
  same('weights', mix('SELFTEST_B', 'a:1,b:3', 'x', ['a', 'b']), { weights: [['a', 1], ['b', 3]], total: 4 });
  const message = refusal(() => {
    whole('SELFTEST_C', -1, 'the number of things');
    share('SELFTEST_D', 2, 'a part');
    duration('SELFTEST_E', 'soon', 'a time');
    mix('SELFTEST_F', 'c:1', 'a mix', ['a']);
    text('SELFTEST_G', 'ftp://x', 'an address', /^http/, 'http://');
    refuseIf(true, 'SELFTEST_H: does not go with SELFTEST_C');
  });
  for (const name of 'CDEFGH') has('every fault is named', message, `SELFTEST_${name}`);
  has('what it means is said', message, 'the number of things');
  settle(); // what was told once is not told again
}

function plans() {
  const made = plan({ scenarios: {}, routes: { order: { statuses: [201, 409] }, live: { statuses: [200], limited: false } },
    errors: ['OUT_OF_STOCK'], size: { mode: 'open', rate: 100, duration: 10000, p95: 50, p99: 90 }, sliced: 2 });
  same('limits of a route', made.thresholds['http_req_duration{name:order}'], ['p(95)<50', 'p(99)<90']);
  same('no limits', made.thresholds['http_req_duration{name:live}'], ['max>=0']);
  same('a status is kept apart', made.thresholds['http_reqs{name:order,status:409}'], ['count>=0']);
  same('one arrival in a hundred may be dropped', made.thresholds.dropped_iterations, ['count<=10']);
}

function reports() {
  const trend = (count, value) => ({ type: 'trend', contains: 'time', values: { count, avg: value, min: value, med: value,
    'p(90)': value, 'p(95)': value * 2, 'p(99)': value * 3, max: value * 4 } });
  const counter = (count) => ({ type: 'counter', contains: 'default', values: { count, rate: count / 10 } });
  const metrics = {
    'http_req_duration{name:order}': { ...trend(30, 5), thresholds: { 'p(95)<9': { ok: false } } },
    'http_req_duration{name:<b>}': trend(10, 1),
    'http_req_duration{phase:main}': trend(40, 4),
    'http_req_duration{name:order,status:201}': trend(20, 5),
    'http_req_duration{name:order,status:409}': trend(10, 4),
    'http_reqs{name:order,status:201}': counter(20),
    'http_reqs{name:order,status:409}': counter(10),
    'http_reqs{name:<b>,status:200}': counter(10),
    'http_reqs{slice:00}': counter(15), 'http_req_duration{slice:00}': trend(15, 4),
    'http_reqs{slice:01}': counter(25), 'http_req_duration{slice:01}': trend(25, 5),
    'refusals{error:OUT_OF_STOCK}': counter(10),
    exact_missing: counter(2), exact_untold: counter(-2), exact_acknowledged: counter(20), exact_unknown: counter(0),
    invariants_checked: { ...counter(29), thresholds: { 'count>0': { ok: true } } },
    invariants_broken: { ...counter(1), thresholds: { 'count==0': { ok: false } } },
    http_req_failed: { type: 'rate', values: { rate: 0.25, passes: 1, fails: 3 } },
    checks: { type: 'rate', values: { rate: 1, passes: 40, fails: 0 } },
    elapsed_seconds: { type: 'gauge', values: { value: 3, min: 0, max: 10 } },
  };
  const model = modelOf({ metrics }, { name: 'self', question: 'Why?', exact: 'units', errors: ['OUT_OF_STOCK'],
    routes: { order: { path: 'POST /orders' }, '<b>': { path: 'GET /' }, unused: { path: 'GET /unused' } },
    size: { mode: 'closed', duration: 10000 } },
  { base: 'http://x', label: 'here', when: 'now', settings: [{ name: 'VUS', value: '4', isGiven: true, what: 'users' }] });
  same('a broken limit fails the run', model.passed, false);
  same('unused routes are left out', model.routes.map(({ name }) => name), ['order', '<b>']);
  same('a rate is over the measured time', model.routes[0].rate, 3);
  same('statuses', model.routes[0].statuses, { 201: 20, 409: 10 });
  same('parts of the run', model.slices.map(({ rate }) => rate), [3, 5]);
  same('lost orders', [model.exact.missing, model.exact.untold], [2, 0]);
  const text1 = markdown(model);
  for (const part of ['self: FAILED', 'OUT_OF_STOCK 10', '2 of these are not in the store', '1 broken of 29', 'p(95)<9', '`VUS=4`']) {
    has('the Markdown', text1, part);
  }
  const html = page(model);
  for (const part of ['<svg', 'not kept', '&#60;b&#62;', 'failed']) has('the page', html, part);
  if (/<script|https?:\/\/(?!x)|NaN|undefined/.test(html)) throw new Error('the page needs something else, or shows no number');
}

export default function () {
  settings();
  plans();
  reports();
}

export const handleSummary = () => ({});

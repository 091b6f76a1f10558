// Makes the options of a script: its executors in closed or open form, and a threshold for every figure that
// the report shows, because k6 keeps figures by tag only where a threshold names them.
import exec from 'k6/execution';
import { Gauge } from 'k6/metrics';
import { checkInvariants, invariantsTimeout, maxFailed, slices, warmup } from './settings.js';

/** What warms up is given this long to end before the run begins. */
const BREATH = 2000;

/** Answers that no scenario hopes for; listed for every route so that they show. */
const NEVER_HOPED_FOR = [0, 400, 404, 500, 503, 504];

const WARM = 'warmup';
const elapsed = new Gauge('elapsed_seconds', false);

const seconds = (millis) => `${millis}ms`;

/** One scenario of k6, in the form that MODE asks for. */
export function load(size, more = {}) {
  const common = { gracefulStop: '30s', ...more };
  return size.mode === 'closed'
    ? { executor: 'constant-vus', vus: size.vus, duration: seconds(size.duration), ...common }
    : {
        executor: 'constant-arrival-rate',
        rate: size.rate,
        timeUnit: '1s',
        duration: seconds(size.duration),
        preAllocatedVUs: Math.min(size.preVus, size.maxVus),
        maxVUs: size.maxVus,
        ...common,
      };
}

/** The same load twice: to warm the server up, and to measure it. */
export function warmThenMain(size, main = load(size)) {
  if (warmup === 0) return { main };
  return {
    [WARM]: load({ ...size, duration: warmup }, { exec: main.exec, gracefulStop: seconds(BREATH) }),
    main: { ...main, startTime: seconds(warmup + BREATH) },
  };
}

/** Whether this iteration only warms up. */
export function warming() {
  return exec.scenario.name === WARM;
}

/** The tags of a request of this route, now. What warms up is named so, and is in no other figure. */
export function tagsOf(route, length) {
  if (warming()) return { name: WARM };
  const since = Date.now() - exec.scenario.startTime;
  elapsed.add(since / 1000);
  const tags = { name: route, phase: 'main' };
  if (slices > 0 && length !== undefined) tags.slice = sliceAt(since, length);
  return tags;
}

function sliceAt(since, length) {
  return sliceName(Math.max(0, Math.min(slices - 1, Math.floor((since * slices) / length))));
}

export function sliceName(index) {
  return String(index).padStart(2, '0');
}

/**
 * The options of a script.
 *
 * @param parts `scenarios`; `routes`: for each name the statuses it may be answered with; `errors`: the refusals
 *     to expect; `size`: for the limits; `sliced`: how many parts to keep apart; `thresholds`: more of them
 */
export function plan({ scenarios, routes, errors = [], size = {}, sliced = slices, thresholds = {}, options = {} }) {
  const all = {
    checks: [`rate>=${1 - maxFailed}`],
    http_req_failed: [`rate<=${maxFailed}`],
  };
  const shown = (name, type) => {
    if (!all[name]) all[name] = type === 'trend' ? ['max>=0'] : ['count>=0'];
  };
  for (const [route, { statuses, limited = true }] of Object.entries(routes)) {
    const limits = [];
    if (limited && size.p95 > 0) limits.push(`p(95)<${size.p95}`);
    if (limited && size.p99 > 0) limits.push(`p(99)<${size.p99}`);
    if (limits.length > 0) all[`http_req_duration{name:${route}}`] = limits;
    shown(`http_req_duration{name:${route}}`, 'trend');
    shown(`http_reqs{name:${route}}`);
    for (const status of new Set([...statuses, ...NEVER_HOPED_FOR])) shown(`http_reqs{name:${route},status:${status}}`);
    if (statuses.length > 1) for (const status of statuses) shown(`http_req_duration{name:${route},status:${status}}`, 'trend');
  }
  shown('http_req_duration{phase:main}', 'trend');
  shown('http_reqs{phase:main}');
  for (const error of errors) shown(`refusals{error:${error}}`);
  for (let i = 0; i < sliced; i++) {
    shown(`http_req_duration{slice:${sliceName(i)}}`, 'trend');
    shown(`http_reqs{slice:${sliceName(i)}}`);
  }
  if (checkInvariants) {
    all.invariants_checked = ['count>0'];
    all.invariants_broken = ['count==0'];
  }
  if (size.mode === 'open') all.dropped_iterations = [`count<=${Math.ceil((size.rate * size.duration) / 100000)}`];
  Object.assign(all, thresholds);
  return {
    scenarios,
    thresholds: all,
    summaryTrendStats: ['count', 'avg', 'min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max'],
    // Without the address of each request: as many series as there are users would fill the memory.
    systemTags: ['status', 'method', 'name', 'scenario', 'expected_response', 'error_code', 'check'],
    setupTimeout: '5m',
    teardownTimeout: seconds(invariantsTimeout + 120000),
    ...options,
  };
}

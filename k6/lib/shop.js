// What a script sets up for itself on a running server, and how it leaves it.
import http from 'k6/http';
import exec from 'k6/execution';
import { Counter } from 'k6/metrics';
import { check, sleep } from 'k6';
import { base, checkInvariants, extraHeaders, invariantsTimeout, patience, tidy, users } from './settings.js';

const AT_ONCE = 50;
const broken = new Counter('invariants_broken');
const checked = new Counter('invariants_checked');
const skipped = new Counter('invariants_not_checked');

const headers = { 'Content-Type': 'application/json', ...extraHeaders };

function params(phase, statuses, more = {}) {
  return { headers, tags: { name: phase }, timeout: '30s', responseCallback: http.expectedStatuses(...statuses),
    responseType: 'text', ...more };
}

function sent(phase, method, path, body, status, more) {
  const answer = http.request(method, base + path, body === undefined ? null : JSON.stringify(body),
    params(phase, [status], more));
  if (answer.status !== status) {
    throw new Error(`${phase}: ${method} ${path} was answered ${answer.status} ${answer.error} ${answer.body || ''}`);
  }
  return JSON.parse(answer.body).data;
}

/** All answers' data, in order; AT_ONCE requests at the same time. */
function sentAll(phase, method, paths, bodyOf, status) {
  const all = [];
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const group = paths.slice(from, from + AT_ONCE).map((path, i) =>
      [method, base + path, bodyOf ? JSON.stringify(bodyOf(from + i)) : null, params(phase, [status])]);
    for (const answer of http.batch(group)) {
      if (answer.status !== status) {
        throw new Error(`${phase}: ${method} ${answer.url} was answered ${answer.status} ${answer.error} ${answer.body || ''}`);
      }
      all.push(JSON.parse(answer.body).data);
    }
  }
  return all;
}

/** What every setup needs of k6's options: as many requests at once as are sent at once. */
export const batches = { batch: AT_ONCE, batchPerHost: AT_ONCE };

/** The server is there and knows users 1 to USERS. Says a name for this run, for keys and product names. */
export function open() {
  const ready = http.get(`${base}/ops/health/ready`, params('setup', [200]));
  if (ready.status !== 200) {
    throw new Error(`There is no server that is ready at ${base}: ${ready.status} ${ready.error} ${ready.body || ''}`);
  }
  for (const user of [1, users]) {
    const known = http.get(`${base}/api/v1/users/${user}/points`, params('setup', [200]));
    if (known.status !== 200) {
      throw new Error(`USERS=${users}: there is no user ${user} (${known.status}). The local stack has 10,000; `
        + '`java -jar target/floodgate.jar load --users N` adds more.');
    }
  }
  return `${Date.now().toString(36)}${Math.floor(Math.random() * 1296).toString(36).padStart(2, '0')}`;
}

/** Products of this run alone, with their ids, prices and stock. */
export function makeProducts(run, count, stock, priceOf = (i) => 1000 + (i % 50) * 100) {
  const bodies = [...Array(count).keys()].map((i) => ({ name: `k6 ${run} ${i + 1}`, price: priceOf(i), stock }));
  return sentAll('setup', 'POST', bodies.map(() => '/api/v1/products'), (i) => bodies[i], 201)
    .map(({ productId, price }) => ({ id: productId, price, stock }));
}

/** A coupon of this run alone that is open for issue; its id. */
export function makeCoupon(run, totalQuantity, more = {}) {
  const at = (hours) => new Date(Date.now() + hours * 3600000).toISOString();
  return sent('setup', 'POST', '/api/v1/coupons', {
    name: `k6 ${run}`, discount: { type: 'FIXED', value: 500 }, totalQuantity,
    issueFrom: at(-1), issueUntil: at(24), validFrom: at(-1), validUntil: at(48), ...more,
  }, 201).couponId;
}

/** An order that waits for its payment. */
export function placeUnpaid(userId, lines) {
  return sent('setup', 'POST', '/api/v1/orders', { userId, orderProducts: lines, pay: false }, 201);
}

/** The sum of the points of users 1 to USERS. */
export function sumOfPoints(phase) {
  const paths = [...Array(users).keys()].map((i) => `/api/v1/users/${i + 1}/points`);
  return sentAll(phase, 'GET', paths, undefined, 200).reduce((sum, { balance }) => sum + balance, 0);
}

/** How many units of these products are gone since they were made. */
export function unitsGone(products) {
  const now = sentAll('teardown', 'GET', products.map(({ id }) => `/api/v1/products/${id}`), undefined, 200);
  return products.reduce((sum, { stock }, i) => sum + stock - now[i].stock, 0);
}

/** The coupon as it is now. */
export function couponNow(id) {
  return sent('teardown', 'GET', `/api/v1/coupons/${id}`, undefined, 200);
}

/** Something that has to be so at the end; fails the run by the threshold on checks. */
export function confirm(what, holds, detail = '') {
  check(null, { [what]: () => holds });
  if (!holds) console.error(`${what}: no. ${detail}`);
}

/** Takes the products of the run off the lists. */
export function hide(products) {
  if (tidy) sentAll('teardown', 'PATCH', products.map(({ id }) => `/api/v1/products/${id}`), () => ({ hidden: true }), 200);
}

function askForInvariants() {
  const answer = http.get(`${base}/ops/invariants`, params('invariants', [200], { timeout: invariantsTimeout }));
  try {
    const report = JSON.parse(answer.body).data;
    return { answer, report: Array.isArray(report.invariants) ? report : undefined };
  } catch (e) {
    return { answer };
  }
}

/**
 * Asks the server to prove its invariants. The run fails when one is broken, or when they could not be checked:
 * by thresholds on the two counters, and by exec.test.fail, which also works where thresholds are switched off.
 */
export function proveInvariants() {
  if (!checkInvariants) {
    console.warn('INVARIANTS=false: nobody asked whether the invariants hold.');
    return;
  }
  const until = Date.now() + patience;
  let { answer, report } = askForInvariants();
  while (report && report.holds && report.invariants.some((one) => one.notChecked) && Date.now() < until) {
    sleep(2);
    ({ answer, report } = askForInvariants());
  }
  if (!report) {
    const why = `${answer.status} ${answer.error || ''} ${String(answer.body || '').slice(0, 300)}`;
    console.error(`The invariants could not be checked: ${why}`);
    exec.test.fail('the invariants could not be checked');
    return;
  }
  const violated = report.invariants.filter(({ violations }) => violations > 0);
  const notChecked = report.invariants.filter((one) => one.notChecked);
  checked.add(report.invariants.length - notChecked.length);
  skipped.add(notChecked.length);
  broken.add(violated.length);
  for (const { name, notChecked: why } of notChecked) console.warn(`invariant ${name} was not checked: ${why}`);
  for (const { name, violations, samples } of violated) {
    console.error(`invariant ${name} is broken ${violations} times: ${(samples || []).join('; ')}`);
  }
  if (violated.length > 0 || !report.holds || answer.status !== 200) {
    exec.test.fail(`invariants are broken: ${violated.map(({ name }) => name).join(', ')} (${answer.status})`);
  }
}

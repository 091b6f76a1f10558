// Sends requests and judges the answers: each has to be one of those that its route may give in this scenario.
import http from 'k6/http';
import { check } from 'k6';
import { Counter } from 'k6/metrics';
import { base, extraHeaders, keys, timeout } from './settings.js';
import { tagsOf } from './plan.js';
import { chance } from './random.js';

const JSON_TYPE = { 'Content-Type': 'application/json' };

const refusals = new Counter('refusals');
let complaints = 0;
let made = 0;

/** The name of one intended effect, another one each time. */
export function newKey(run) {
  made += 1;
  return `k6-${run}-${__VU}-${made}`;
}

/** A name for the Idempotency-Key in the part of all cases that KEYS says, else undefined. */
export function maybeKey(run) {
  return chance(keys) ? newKey(run) : undefined;
}

/**
 * What a script talks through.
 *
 * @param routes as for plan(): the statuses that each may be answered with
 * @param errors the refusals that may be among them, by their stable names
 * @param length milliseconds of the run, for the charts over time
 */
export function client(routes, errors = [], length) {
  const callbacks = {};
  for (const [route, { statuses }] of Object.entries(routes)) callbacks[route] = http.expectedStatuses(...statuses);

  function paramsOf(route, { headers, key, keep = true, wait, tags } = {}) {
    const all = { ...extraHeaders, ...headers };
    if (key !== undefined) all['Idempotency-Key'] = key;
    return {
      headers: all,
      tags: tags ? { ...tagsOf(route, length), ...tags } : tagsOf(route, length),
      timeout: wait || timeout,
      responseCallback: callbacks[route],
      responseType: keep ? 'text' : 'none',
    };
  }

  function judge(route, answer) {
    const fits = routes[route].statuses.includes(answer.status);
    let error;
    if (answer.status >= 400 && answer.body) error = errorOf(answer);
    if (fits && error !== undefined) refusals.add(1, { name: route, error });
    const good = fits && (error === undefined || errors.length === 0 || errors.includes(error));
    check(answer, { 'the answer is one of those expected': () => good });
    if (!good && complaints < 3) {
      complaints += 1;
      console.error(`${route}: ${answer.status} ${answer.error || ''} ${String(answer.body || '').slice(0, 300)}`);
    }
    return answer;
  }

  return {
    get: (route, path, more) => judge(route, http.get(base + path, paramsOf(route, more))),
    post: (route, path, body, more = {}) => judge(route, http.post(base + path, JSON.stringify(body),
      paramsOf(route, { ...more, headers: { ...JSON_TYPE, ...more.headers } }))),
    getLater: async (route, path, more) =>
      judge(route, await http.asyncRequest('GET', base + path, null, paramsOf(route, more))),
    postLater: async (route, path, body, more = {}) => judge(route, await http.asyncRequest('POST', base + path,
      JSON.stringify(body), paramsOf(route, { ...more, headers: { ...JSON_TYPE, ...more.headers } }))),
    /** For http.batch: the request as it would be sent. */
    prepared: (route, method, path, body, more = {}) => ({
      method, url: base + path, body: JSON.stringify(body),
      params: paramsOf(route, { ...more, headers: { ...JSON_TYPE, ...more.headers } }),
    }),
    judge,
  };
}

/** The stable name of a refusal; undefined where the body is none of ours. */
export function errorOf(answer) {
  try {
    return JSON.parse(answer.body).error;
  } catch (e) {
    return undefined;
  }
}

/** What a success carries. */
export function dataOf(answer) {
  return JSON.parse(answer.body).data;
}

// What every script understands. k6/README.md lists it.
import { choice, duration, flag, headers, refuseIf, share, text, whole } from './env.js';

export const base = text('BASE_URL', 'http://127.0.0.1:8080', 'the server', /^https?:\/\/[^/]+$/,
  'http:// or https:// with host and port, no path');
export const extraHeaders = headers('HEADERS', 'sent with every request, for a gateway that wants some');
export const label = text('LABEL', '', 'a line for the report: commit, machine, what is special');
export const out = text('OUT', '', 'directory of the results, which has to exist; k6/out unless said');

export const users = whole('USERS', 10000, 'users 1 to USERS exist', 1);
export const slices = whole('SLICES', 12, 'parts of the run that the charts over time have; 0 for none', 0, 60);
export const warmup = duration('WARMUP', '5s', 'the same load before the run, in no figure of it; 0s for none');
export const timeout = duration('TIMEOUT', '15s', 'a request that takes longer has failed', 1);
export const keys = share('KEYS', 0, 'the part of orders and charges that carries an Idempotency-Key');
export const replays = share('REPLAYS', 0, 'the part of those with a key that is sent twice, and must be replayed');
export const verify = share('VERIFY', 0.1, 'the part of answers whose body is compared with what was asked');
export const seed = whole('SEED', 0, 'the same number makes the same choices again; 0 for others each time');

export const maxFailed = share('MAX_FAILED', 0, 'the part of requests that may be answered as nobody expects');
export const checkInvariants = flag('INVARIANTS', true, 'ask for /ops/invariants at the end, fail when one is broken');
export const invariantsTimeout = duration('INVARIANTS_TIMEOUT', '10m', 'how long that may take; it reads all tables', 1);
export const patience = duration('PATIENCE', '30s', 'how long events that are still on their way are waited for, so that all invariants can be checked');
export const tidy = flag('TIDY', true, 'hide the products that the run made once it is over');

/**
 * The sizes of a scenario's load, with the defaults of that scenario.
 *
 * @param defaults `mode`, `vus`, `rate`, `duration`, `maxVus`, `p95`, `p99`
 */
export function sizes(defaults) {
  const size = {
    mode: choice('MODE', defaults.mode || 'closed',
      'closed: VUS users, each waits for its answer; open: RATE arrivals a second, whatever the answers', ['closed', 'open']),
    vus: whole('VUS', defaults.vus, 'users at once, closed form', 1),
    rate: whole('RATE', defaults.rate, 'arrivals a second, open form', 1),
    duration: duration('DURATION', defaults.duration || '30s', 'how long it is measured', 1000),
    preVus: whole('PRE_VUS', defaults.preVus || 50, 'users that are ready before the run, open form', 1),
    maxVus: whole('MAX_VUS', defaults.maxVus || 1000, 'users at most, open form; an arrival that finds none is dropped', 1),
    p95: whole('P95', defaults.p95, 'fails when the p95 of a route is not below this many milliseconds; 0 for no limit'),
    p99: whole('P99', defaults.p99 || 0, 'the same for the p99'),
  };
  refuseIf(size.preVus > size.maxVus, `PRE_VUS=${size.preVus}: has to be at most MAX_VUS=${size.maxVus}`);
  return size;
}

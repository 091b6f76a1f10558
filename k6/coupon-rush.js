// A rush for a coupon of which there are far too few: every request is another user, exactly as many get it as
// there are, everybody else is told at once. ROUNDS coupons, one after the other, each for all users.
import exec from 'k6/execution';
import { choice, refuseIf, settle, whole } from './lib/env.js';
import { confirm, couponNow, makeCoupon, open, proveInvariants } from './lib/shop.js';
import { client, maybeKey } from './lib/client.js';
import { load, plan, sliceName, warmThenMain, warming } from './lib/plan.js';
import { sizes, slices, users, warmup } from './lib/settings.js';
import { between } from './lib/random.js';
import { exactness, found, tell } from './lib/exact.js';
import { report } from './lib/report.js';

const size = sizes({ vus: 100, rate: 2000, p95: 100, duration: '5m' });
const COUPONS = whole('COUPONS', 1000, 'how many there are of each coupon', 1, 10000000);
const ROUNDS = whole('ROUNDS', 10, 'coupons, one after the other; each round is one request of each user', 1, 1000);
const PREFER = choice('PREFER', 'minimal', 'what an issue is answered with: minimal is 204, representation is 201',
  ['minimal', 'representation']);
refuseIf(__ENV.DURATION !== undefined && size.mode === 'open',
  'DURATION: a rush ends when all have asked: USERS × ROUNDS requests, RATE a second');
settle();

const ISSUED = PREFER === 'minimal' ? 204 : 201;
const ROUTES = {
  issue: { path: 'POST /coupons/{couponId}/issue', statuses: [ISSUED, 409] },
};
const ERRORS = ['COUPON_SOLD_OUT'];
// While it warms up, the same users ask again for another coupon.
const api = client(ROUTES, [...ERRORS, 'COUPON_ALREADY_ISSUED']);

const requests = users * ROUNDS;
const rush = size.mode === 'closed'
  ? { executor: 'shared-iterations', vus: Math.min(size.vus, requests), iterations: requests,
      maxDuration: `${size.duration}ms`, gracefulStop: '30s' }
  : load({ ...size, duration: Math.ceil((requests / size.rate) * 1000) });

const perRound = {};
const rounds = Math.min(ROUNDS, slices);
for (let i = 0; i < rounds; i++) {
  perRound[`http_reqs{slice:${sliceName(i)},status:${ISSUED}}`] = ['count>=0'];
}

export const options = plan({ scenarios: warmThenMain(size, rush), routes: ROUTES, errors: ERRORS,
  size: { ...size, duration: (requests / size.rate) * 1000 }, sliced: rounds,
  thresholds: { ...exactness, ...perRound } });
export const handleSummary = report({ name: 'coupon-rush', size, routes: ROUTES, errors: ERRORS, exact: 'coupons',
  slicesAre: 'rounds', issued: ISSUED,
  question: 'How fast does a coupon go to the first who ask, and are exactly as many issued as there are?' });

export function setup() {
  const run = open();
  const coupons = [...Array(ROUNDS).keys()].map((i) => makeCoupon(`${run} ${i + 1}`, COUPONS));
  return { run, coupons, warm: warmup > 0 ? makeCoupon(`${run} warm`, 10000000) : 0 };
}

export default function ({ run, coupons, warm }) {
  if (warming()) {
    api.post('issue', `/api/v1/coupons/${warm}/issue`, { userId: between(1, users) });
    return;
  }
  const turn = exec.scenario.iterationInTest;
  if (turn >= requests) return; // an open form may round up
  const round = Math.floor(turn / users);
  const answer = api.post('issue', `/api/v1/coupons/${coupons[round]}/issue`, { userId: 1 + (turn % users) }, {
    key: maybeKey(run),
    headers: PREFER === 'minimal' ? {} : { Prefer: 'return=representation' },
    tags: round < rounds ? { slice: sliceName(round) } : {},
  });
  tell(answer, ISSUED, 1);
}

export function teardown({ coupons }) {
  let issued = 0;
  for (const id of coupons) {
    const { totalQuantity, remaining } = couponNow(id);
    issued += totalQuantity - remaining;
    confirm('a coupon was issued to as many as there are, or to all who asked',
      remaining >= 0 && totalQuantity - remaining <= COUPONS && remaining === Math.max(0, COUPONS - users),
      `coupon ${id}: ${remaining} of ${totalQuantity} remain, ${users} were to ask before DURATION was over`);
  }
  found(issued);
  proveInvariants();
}

// How many charges of points a second, and whether every one that was acknowledged is in the balances.
import { flag, settle, whole } from './lib/env.js';
import { batches, open, proveInvariants, sumOfPoints } from './lib/shop.js';
import { client } from './lib/client.js';
import { load, plan, warmThenMain } from './lib/plan.js';
import { sizes, users } from './lib/settings.js';
import { between } from './lib/random.js';
import { charge, LARGEST_CHARGE } from './lib/buyer.js';
import { exactness, found } from './lib/exact.js';
import { report } from './lib/report.js';

const size = sizes({ vus: 40, rate: 1000, p95: 50 });
const AMOUNT = whole('AMOUNT', 100, 'points a charge', 1, LARGEST_CHARGE);
const EXACT = flag('EXACT', true,
  'add up all balances before and after: nobody else may charge or order meanwhile; reads USERS balances twice');
settle();

const ROUTES = { charge: { path: 'POST /users/{userId}/points/charge', statuses: [200, 409] } };
const ERRORS = ['POINT_LIMIT_EXCEEDED'];
const api = client(ROUTES, ERRORS, size.duration);

export const options = plan({ scenarios: warmThenMain(size, load(size)), routes: ROUTES, errors: ERRORS, size,
  thresholds: EXACT ? exactness : {}, options: batches });
export const handleSummary = report({ name: 'charge', size, routes: ROUTES, errors: ERRORS, exact: 'points',
  question: 'How many charges a second, and is each that was acknowledged in the balances?' });

export function setup() {
  return { run: open(), before: EXACT ? sumOfPoints('setup') : 0 };
}

export default function ({ run }) {
  charge(api, { run, userId: between(1, users), amount: AMOUNT, exact: EXACT });
}

export function teardown({ before }) {
  if (EXACT) found(sumOfPoints('teardown') - before);
  proveInvariants();
}

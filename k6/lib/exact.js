// Whether what the clients were told is what is in the store, counted over the whole run: each VU counts what was
// acknowledged to it, the teardown takes away what it finds, and both sums have to end at nothing. k6 has no
// variable that VUs share, but its counters are summed, and a threshold on one fails the run.
import { Counter } from 'k6/metrics';

const missing = new Counter('exact_missing');
const untold = new Counter('exact_untold');
const told = new Counter('exact_acknowledged');
const unsure = new Counter('exact_unknown');

/** The server said that this much was done. */
export function acknowledged(amount) {
  told.add(amount);
  missing.add(amount);
  untold.add(-amount);
}

/** The answer was lost, or was a 504: this much may have been done. */
export function unknown(amount) {
  unsure.add(amount);
  untold.add(-amount);
}

/** As an answer says it: 0 is a lost one, 504 the server's own doubt. */
export function tell(answer, success, amount) {
  if (answer.status === success) acknowledged(amount);
  else if (answer.status === 0 || answer.status === 504) unknown(amount);
}

/** To be called in the teardown: this much was done. */
export function found(amount) {
  missing.add(-amount);
  untold.add(amount);
}

export const exactness = {
  exact_missing: ['count<=0'], // acknowledged, and not there
  exact_untold: ['count<=0'], // there, and neither acknowledged nor in doubt
  exact_acknowledged: ['count>=0'],
  exact_unknown: ['count>=0'],
};

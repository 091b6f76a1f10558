// What node gives to the scenarios in the place of k6's own modules: enough to load them, and to see what they declare.
const METRIC = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
export const declaredMetrics = new Map();

class Metric {
  constructor(name) {
    if (!METRIC.test(name)) throw new Error(`${name} is no name of a metric`);
    declaredMetrics.set(name, this.constructor.name);
  }
  add() {}
}
export class Counter extends Metric {}
export class Gauge extends Metric {}
export class Rate extends Metric {}
export class Trend extends Metric {}

const never = () => {
  throw new Error('nothing is sent while a scenario loads');
};
export const check = () => true;
export const sleep = never;
export const group = (name, of) => of();
export default {
  expectedStatuses: (...statuses) => statuses,
  get: never, post: never, request: never, batch: never, asyncRequest: never,
  scenario: {}, vu: { metrics: { tags: {} } }, test: {},
};

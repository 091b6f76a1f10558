// Loads scenarios in node and checks what k6 would: executors, exported functions, thresholds and their metrics.
import { declaredMetrics } from './stubs.mjs';

globalThis.__ENV = { ...process.env };
globalThis.__VU = 1;

const EXECUTORS = ['constant-vus', 'constant-arrival-rate', 'shared-iterations', 'per-vu-iterations', 'ramping-vus', 'ramping-arrival-rate'];
const EXPRESSION = {
  Trend: /^(avg|min|med|max|count|p\(\d+(\.\d+)?\))$/, Counter: /^(count|rate)$/, Rate: /^rate$/, Gauge: /^value$/,
};
const OWN = { http_req_duration: 'Trend', http_req_failed: 'Rate', http_reqs: 'Counter', checks: 'Rate', dropped_iterations: 'Counter' };

const [, , mode, ...files] = process.argv;
if (mode === 'test') {
  const test = await import(files[0]);
  test.default();
} else {
  __ENV.MODE = mode;
  for (const file of files) {
    declaredMetrics.clear();
    // Modules are loaded once a process, so each scenario has a process of its own.
    const script = await import(file);
    const faults = [];
    const { scenarios = {}, thresholds = {} } = script.options || {};
    if (Object.keys(scenarios).length === 0) faults.push('there are no scenarios in its options');
    for (const [name, { executor, exec = 'default' }] of Object.entries(scenarios)) {
      if (!EXECUTORS.includes(executor)) faults.push(`scenario ${name}: there is no executor ${executor}`);
      if (typeof script[exec] !== 'function') faults.push(`scenario ${name}: no function ${exec} is exported`);
    }
    for (const part of ['setup', 'teardown', 'handleSummary']) {
      if (typeof script[part] !== 'function') faults.push(`no function ${part} is exported`);
    }
    for (const [name, expressions] of Object.entries(thresholds)) {
      const metric = name.replace(/\{.*$/, '');
      const type = OWN[metric] || declaredMetrics.get(metric);
      if (type === undefined) faults.push(`threshold on ${name}: there is no such metric`);
      for (const expression of type === undefined ? [] : expressions) {
        const match = expression.match(/^(.+?)\s*(<=|>=|==|!=|<|>)\s*-?\d+(\.\d+)?$/);
        if (!match || !EXPRESSION[type].test(match[1])) faults.push(`threshold on ${name}: ${expression} is nothing that a ${type} has`);
      }
    }
    if (faults.length > 0) throw new Error(`${file}:\n  ${faults.join('\n  ')}`);
  }
}

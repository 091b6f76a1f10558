// The figures of a run, out of what k6 hands to handleSummary.

/** Reads figures by metric and tags. */
export function figures(metrics) {
  const named = (metric, tags) =>
    metrics[tags ? `${metric}{${Object.entries(tags).map(([k, v]) => `${k}:${v}`).join(',')}}` : metric];
  const valueOf = (metric, tags, key) => {
    const found = named(metric, tags);
    return found && found.values[key] !== undefined ? found.values[key] : 0;
  };
  return {
    count: (metric, tags) => valueOf(metric, tags, 'count'),
    rate: (metric, tags) => valueOf(metric, tags, 'rate'),
    gauge: (metric, key = 'value') => valueOf(metric, undefined, key),
    has: (metric, tags) => named(metric, tags) !== undefined,
    latency: (metric, tags) => ({
      count: valueOf(metric, tags, 'count'),
      avg: valueOf(metric, tags, 'avg'),
      p50: valueOf(metric, tags, 'med'),
      p90: valueOf(metric, tags, 'p(90)'),
      p95: valueOf(metric, tags, 'p(95)'),
      p99: valueOf(metric, tags, 'p(99)'),
      max: valueOf(metric, tags, 'max'),
    }),
    tagsOf: (metric) => Object.keys(metrics).filter((name) => name.startsWith(`${metric}{`)),
  };
}

/** Thresholds that can fail; the others only make k6 keep a figure. */
function limitsOf(metrics) {
  return Object.entries(metrics).flatMap(([metric, { thresholds = {} }]) => Object.entries(thresholds)
    .filter(([expression]) => expression !== 'max>=0' && expression !== 'count>=0')
    .map(([expression, { ok }]) => ({ metric, expression, ok })));
}

function statusesOf(figure, metrics, route) {
  const statuses = {};
  for (const name of figure.tagsOf('http_reqs')) {
    const match = name.match(/^http_reqs\{name:(.*),status:(\d+)\}$/);
    if (match && match[1] === route && metrics[name].values.count > 0) statuses[match[2]] = metrics[name].values.count;
  }
  return statuses;
}

export function modelOf(data, about, { base, label, settings, when }) {
  const { metrics } = data;
  const figure = figures(metrics);
  const seconds = figure.gauge('elapsed_seconds', 'max') || (about.size ? about.size.duration / 1000 : 0);
  const perSecond = (count) => (seconds > 0 ? count / seconds : 0);

  const routes = Object.entries(about.routes).map(([name, { path }]) => {
    const latency = figure.latency('http_req_duration', { name });
    return { name, path, ...latency, rate: perSecond(latency.count), statuses: statusesOf(figure, metrics, name) };
  }).filter(({ count }) => count > 0);

  const byStatus = routes.flatMap(({ name, statuses }) => Object.keys(statuses).map((status) =>
    ({ name, status, ...figure.latency('http_req_duration', { name, status }) }))).filter(({ count }) => count > 0);

  const sliceNames = figure.tagsOf('http_reqs').map((name) => name.match(/\{slice:(\d+)\}$/)).filter(Boolean)
    .map((match) => match[1]).sort();
  const length = about.size && about.slicesAre !== 'rounds' ? about.size.duration / 1000 / sliceNames.length : undefined;
  const slices = sliceNames.map((slice, i) => ({
    name: about.slicesAre === 'rounds' ? `round ${i + 1}` : `${(i * length).toFixed(length < 2 ? 1 : 0)} s`,
    rate: length ? figure.count('http_reqs', { slice }) / length : undefined,
    ...figure.latency('http_req_duration', { slice }),
    issued: about.issued ? figure.count('http_reqs', { slice, status: about.issued }) : undefined,
  }));

  const all = figure.latency('http_req_duration', { phase: 'main' });
  const thresholds = limitsOf(metrics);
  const asked = figure.has('invariants_checked');
  const checked = figure.count('invariants_checked');
  const model = {
    scenario: about.name, question: about.question, label, base, when,
    mode: about.size ? about.size.mode : undefined,
    seconds,
    passed: thresholds.every(({ ok }) => ok),
    all: { ...all, rate: perSecond(all.count) },
    failed: figure.rate('http_req_failed'),
    dropped: figure.count('dropped_iterations'),
    checks: { passed: metrics.checks ? metrics.checks.values.passes : 0, failed: metrics.checks ? metrics.checks.values.fails : 0 },
    routes, byStatus: byStatus.length > routes.length ? byStatus : [],
    refusals: (about.errors || []).map((error) => ({ error, count: figure.count('refusals', { error }) }))
      .filter(({ count }) => count > 0),
    exact: figure.has('exact_missing') ? {
      of: about.exact,
      acknowledged: figure.count('exact_acknowledged'), unknown: figure.count('exact_unknown'),
      missing: Math.max(0, figure.count('exact_missing')), untold: Math.max(0, figure.count('exact_untold')),
    } : undefined,
    invariants: { asked, checked, notChecked: figure.count('invariants_not_checked'), broken: figure.count('invariants_broken') },
    slicesAre: about.slicesAre || 'time', slices,
    sections: [],
    thresholds, settings,
  };
  if (about.sections) model.sections = about.sections(figure, model, data.setup_data || {});
  return model;
}

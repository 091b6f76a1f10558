// A run as one HTML file: no script, no font, no address but its own. Charts are CSS and SVG.
import { exactSentence, invariantsSentence, ms, percent, perSecond, statusName, whole } from './format.js';

const STYLE = `
:root{--ground:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#5d6b7c;--line:#e3e7ed;--good:#11795a;--bad:#b3261e;
--p50:#1f5fa8;--p95:#6fa3d8;--p99:#c5dbf1;--s2:#2f8f6f;--s3:#8a9db3;--s4:#d99a2b;--s5:#c0392b;--s0:#4a4f57}
@media(prefers-color-scheme:dark){:root{--ground:#12171d;--card:#1b222b;--ink:#e6ebf1;--soft:#97a5b6;--line:#2c3642;
--good:#4cc39b;--bad:#ff8a80;--p50:#7db4ef;--p95:#3f76b3;--p99:#29486b;--s2:#3fa987;--s3:#71849a;--s4:#d8a13d;--s5:#e06455;--s0:#8f959e}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 24px 64px}h1{font-size:28px;margin:0;letter-spacing:-.01em}h2{font-size:16px;margin:0 0 14px}
p{margin:6px 0}.soft{color:var(--soft)}header{display:flex;gap:16px;align-items:flex-start;justify-content:space-between;flex-wrap:wrap}
.badge{font-weight:600;padding:5px 14px;border-radius:99px;color:#fff;background:var(--good)}.badge.bad{background:var(--bad)}
@media(prefers-color-scheme:dark){.badge{color:#10151b}}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:22px 0}
.tile,section{background:var(--card);border:1px solid var(--line);border-radius:10px}.tile{padding:14px 16px}.tile b{display:block;font-size:24px;line-height:1.25;font-variant-numeric:tabular-nums}
.tile span{color:var(--soft);font-size:13px}section{padding:20px 22px;margin:0 0 16px}.two{display:grid;grid-template-columns:1fr 1fr;gap:16px}
@media(max-width:760px){.two{grid-template-columns:1fr}}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:14px}th{font-weight:500;color:var(--soft);text-align:right;padding:4px 8px;border-bottom:1px solid var(--line)}
td{text-align:right;padding:6px 8px;border-bottom:1px solid var(--line)}th:first-child,td:first-child,.left{text-align:left}tr:last-child td{border-bottom:0}
.scroll{overflow-x:auto}code{font:13px ui-monospace,SFMono-Regular,Menlo,monospace}
.row{display:grid;grid-template-columns:150px 1fr 210px;gap:14px;align-items:center;margin:9px 0;font-size:14px}.row .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.row .value{color:var(--soft);font-size:13px;font-variant-numeric:tabular-nums}.track{position:relative;height:18px;background:var(--ground);border-radius:4px;overflow:hidden}
.track i{position:absolute;left:0;top:0;bottom:0;border-radius:0 4px 4px 0}.stack{display:flex;height:18px;border-radius:4px;overflow:hidden;gap:1px;background:var(--ground)}.stack i{display:block}
.legend{display:flex;gap:18px;flex-wrap:wrap;margin:12px 0 0;font-size:13px;color:var(--soft)}.legend i{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:6px;vertical-align:-1px}
svg{display:block;width:100%;height:auto}svg text{fill:var(--soft);font:11px system-ui,sans-serif}.grid{stroke:var(--line)}.no{color:var(--bad);font-weight:600}.yes{color:var(--good)}
details summary{cursor:pointer;color:var(--soft)}`;

const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const paint = (status) => `var(--s${status === '0' ? 0 : status[0]})`;

function legend(entries) {
  return `<div class="legend">${entries.map(([name, colour]) =>
    `<span><i style="background:${colour}"></i>${escaped(name)}</span>`).join('')}</div>`;
}

function table(head, rows) {
  return `<div class="scroll"><table><thead><tr>${head.map((cell) => `<th>${escaped(cell)}</th>`).join('')}</tr></thead><tbody>${
    rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('')}</tbody></table></div>`;
}

function section(title, body) {
  return `<section><h2>${escaped(title)}</h2>${body}</section>`;
}

/** Percentiles on one line each: p50 lies on p95 lies on p99. */
function latencyBars(rows) {
  const most = Math.max(...rows.map(({ p99 }) => p99), 0.001);
  const bar = (value, colour) => `<i style="width:${((100 * value) / most).toFixed(2)}%;background:var(--${colour})"></i>`;
  return rows.map((row) => `<div class="row" title="${escaped(row.path || row.title)}"><span class="name">${escaped(row.title)}</span>
<span class="track">${bar(row.p99, 'p99')}${bar(row.p95, 'p95')}${bar(row.p50, 'p50')}</span>
<span class="value">${ms(row.p50)} · ${ms(row.p95)} · ${ms(row.p99)} ms</span></div>`).join('')
    + legend([['p50', 'var(--p50)'], ['p95', 'var(--p95)'], ['p99', 'var(--p99)']]);
}

/** A line each, in parts. `rows`: `{title, value, parts: [{name, amount, colour}]}`, `most`: what fills a line. */
function stacks(rows, most) {
  const seen = new Map();
  const lines = rows.map(({ title, value, parts }) => {
    const full = most || parts.reduce((sum, { amount }) => sum + amount, 0) || 1;
    return `<div class="row"><span class="name">${escaped(title)}</span><span class="stack">${parts.filter(({ amount }) => amount > 0)
      .map(({ name, amount, colour }) => {
        seen.set(name, colour);
        return `<i title="${escaped(name)}: ${whole(amount)}" style="width:${((100 * amount) / full).toFixed(3)}%;background:${colour}"></i>`;
      }).join('')}</span><span class="value">${escaped(value)}</span></div>`;
  });
  return lines.join('') + legend([...seen]);
}

function statusStacks(routes) {
  return stacks(routes.map(({ name, statuses }) => ({
    title: name,
    value: Object.entries(statuses).map(([status, count]) => `${statusName(status)}: ${whole(count)}`).join(', '),
    parts: Object.entries(statuses).map(([status, amount]) => ({ name: statusName(status), amount, colour: paint(status) })),
  })));
}

const WIDTH = 500;
const HEIGHT = 210;
const LEFT = 46;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 24;

/** A round number that is not below it. */
function roundUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value * 0.9999);
}

function axes(most, names, unit, title) {
  const y = (part) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - part);
  const each = Math.ceil(names.length / 7);
  const wide = (WIDTH - LEFT - RIGHT) / names.length;
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">${[0, 0.25, 0.5, 0.75, 1].map((part) =>
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(part)}" y2="${y(part)}"/><text x="${LEFT - 6}" y="${y(part) + 4}" text-anchor="end">${unit(most * part)}</text>`).join('')}${
    names.map((name, i) => (i % each === 0
      ? `<text x="${(LEFT + wide * (i + 0.5)).toFixed(1)}" y="${HEIGHT - 6}" text-anchor="middle">${escaped(name)}</text>` : '')).join('')}`;
}

function columns(slices, valueOf, unit, title, colour = 'var(--p50)') {
  const most = roundUp(Math.max(...slices.map(valueOf)));
  const wide = (WIDTH - LEFT - RIGHT) / slices.length;
  const bars = slices.map((slice, i) => {
    const high = ((HEIGHT - TOP - BOTTOM) * valueOf(slice)) / most;
    return `<rect x="${(LEFT + wide * (i + 0.14)).toFixed(1)}" y="${(HEIGHT - BOTTOM - high).toFixed(1)}" width="${(wide * 0.72).toFixed(1)}" height="${high.toFixed(1)}" rx="2" fill="${colour}"><title>${escaped(slice.name)}: ${unit(valueOf(slice))}</title></rect>`;
  });
  return `${axes(most, slices.map(({ name }) => name), unit, title)}${bars.join('')}</svg>`;
}

function lines(slices, title) {
  const most = roundUp(Math.max(...slices.map(({ p99 }) => p99)));
  const wide = (WIDTH - LEFT - RIGHT) / slices.length;
  const drawn = [['p99', 'var(--s4)'], ['p95', 'var(--p95)'], ['p50', 'var(--p50)']].map(([key, colour]) => {
    const points = slices.map((slice, i) => [LEFT + wide * (i + 0.5), TOP + (HEIGHT - TOP - BOTTOM) * (1 - slice[key] / most)]);
    return `<polyline fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round" points="${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}"/>${
      points.map(([x, y], i) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="2.6" fill="${colour}"><title>${key}, ${escaped(slices[i].name)}: ${ms(slices[i][key])} ms</title></circle>`).join('')}`;
  });
  return `${axes(most, slices.map(({ name }) => name), (value) => (value >= 10 || value === 0 ? value.toFixed(0) : value.toFixed(1)), title)}${drawn.join('')}</svg>${
    legend([['p50', 'var(--p50)'], ['p95', 'var(--p95)'], ['p99', 'var(--s4)']])}`;
}

function overTime({ slices, slicesAre }) {
  const used = slices.filter(({ count }) => count > 0);
  if (used.length < 2) return '';
  const byTime = slicesAre === 'time';
  const first = byTime
    ? section('Answers a second, over time', columns(used, ({ rate }) => rate, perSecond, 'answers a second over time'))
    : section('Issued in each round', columns(used, ({ issued }) => issued, whole, 'issued in each round', 'var(--s2)'));
  return `<div class="two">${first}${section(byTime ? 'Latency in ms, over time' : 'Latency in ms, by round', lines(used, 'latency'))}</div>`;
}

function more({ title, table: rows, stack, note }) {
  return section(title, (stack ? stacks(stack.rows, stack.most) : '') + (rows ? table(rows.head, rows.rows) : '')
    + (note ? `<p class="soft">${escaped(note)}</p>` : ''));
}

export function page(model) {
  const { all, exact, invariants } = model;
  const tiles = [
    [perSecond(all.rate), 'answers a second'],
    [`${ms(all.p50)} ms`, 'p50 of all'],
    [`${ms(all.p95)} ms`, 'p95 of all'],
    [`${ms(all.p99)} ms`, 'p99 of all'],
    [percent(model.failed), 'answered as nobody expects'],
    [invariants.asked ? (invariants.broken > 0 || invariants.checked === 0 ? 'no' : 'yes') : '–', 'invariants hold'],
  ];
  const rows = model.routes.map((row) => ({ ...row, title: row.name }));
  const kinds = model.byStatus.map((row) => ({ ...row, title: `${row.name} ${statusName(row.status)}` }));
  const notes = [];
  if (exact) notes.push(['Exactness', `${exactSentence(exact)}.`]);
  notes.push(['Invariants', `${invariantsSentence(invariants)}.`]);
  if (model.refusals.length > 0) notes.push(['Refused, as expected', model.refusals.map(({ error, count }) => `${error}: ${whole(count)}`).join(', ')]);
  if (model.mode === 'open') notes.push(['Arrivals that k6 could not send', whole(model.dropped)]);
  notes.push(['Checks', `${whole(model.checks.passed)} passed, ${whole(model.checks.failed)} failed`]);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(model.scenario)} · Floodgate</title><style>${STYLE}</style></head><body><main>
<header><div><h1>${escaped(model.scenario)}</h1><p>${escaped(model.question)}</p>
<p class="soft">${escaped([model.when, model.base, model.mode && `${model.mode} form`, `measured for ${model.seconds.toFixed(1)} s`, model.label].filter(Boolean).join(' · '))}</p></div>
<span class="badge${model.passed ? '' : ' bad'}">${model.passed ? 'passed' : 'failed'}</span></header>
<div class="tiles">${tiles.map(([value, name]) => `<div class="tile"><b>${escaped(value)}</b><span>${escaped(name)}</span></div>`).join('')}</div>
${section('Latency by route', latencyBars(rows))}
${kinds.length > 0 ? section('Latency by answer', latencyBars(kinds)) : ''}
${section('Answers by status', statusStacks(model.routes))}
${model.sections.map(more).join('\n')}
${overTime(model)}
${section('All figures', table(['route', 'answers', 'a second', 'avg ms', 'p50', 'p90', 'p95', 'p99', 'max'],
    [...model.routes, ...(model.routes.length > 1 ? [{ name: 'all', ...all }] : [])].map((row) => [row.name, whole(row.count),
      perSecond(row.rate), ms(row.avg), ms(row.p50), ms(row.p90), ms(row.p95), ms(row.p99), ms(row.max)])))}
${section('What was found', `<table><tbody>${notes.map(([name, what]) => `<tr><td>${escaped(name)}</td><td class="left">${escaped(what)}</td></tr>`).join('')}</tbody></table>`)}
${section('Limits', `<table><tbody>${model.thresholds.map(({ metric, expression, ok }) =>
    `<tr><td><code>${escaped(metric)}</code></td><td class="left"><code>${escaped(expression)}</code></td><td class="${ok ? 'yes' : 'no'}">${ok ? 'kept' : 'not kept'}</td></tr>`).join('')}</tbody></table>`)}
<section><details><summary>Settings (${model.settings.length})</summary><table><tbody>${model.settings.map(({ name, value, isGiven, what }) =>
    `<tr><td><code>${escaped(name)}</code></td><td class="left">${isGiven ? '<b>' : ''}<code>${escaped(value === '' ? '–' : value)}</code>${isGiven ? '</b>' : ''}</td><td class="left soft">${escaped(what)}</td></tr>`).join('')}</tbody></table></details></section>
</main></body></html>
`;
}

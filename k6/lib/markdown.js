// A run as Markdown: the terminal shows it too.
import { exactSentence, invariantsSentence, ms, percent, perSecond, statusName, whole } from './format.js';

function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map((cell) => String(cell).replace(/\|/g, '\\|')));
  const widths = head.map((_, i) => Math.max(...cells.map((row) => row[i].length), 3));
  const line = (row) => `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}

function latencies(row) {
  return [ms(row.p50), ms(row.p90), ms(row.p95), ms(row.p99), ms(row.max)];
}

export function markdown(model) {
  const parts = [];
  parts.push(`# ${model.scenario}: ${model.passed ? 'passed' : 'FAILED'}`);
  parts.push(model.question);
  const facts = [`${model.when}, ${model.base}`];
  if (model.mode) facts.push(`${model.mode} form`);
  facts.push(`measured for ${model.seconds.toFixed(1)} s`);
  if (model.label) facts.push(model.label);
  parts.push(facts.join(' · '));

  const rows = model.routes.map((row) => [row.name, whole(row.count), perSecond(row.rate), ...latencies(row),
    Object.entries(row.statuses).map(([status, count]) => `${statusName(status)}: ${whole(count)}`).join(', ')]);
  if (model.routes.length > 1) {
    rows.push(['all', whole(model.all.count), perSecond(model.all.rate), ...latencies(model.all), '']);
  }
  parts.push(table(['route', 'answers', 'a second', 'p50 ms', 'p90', 'p95', 'p99', 'max', 'by status'], rows));

  if (model.byStatus.length > 0) {
    parts.push(table(['answer', 'how many', 'p50 ms', 'p90', 'p95', 'p99', 'max'],
      model.byStatus.map((row) => [`${row.name} ${statusName(row.status)}`, whole(row.count), ...latencies(row)])));
  }
  for (const section of model.sections) {
    parts.push(`**${section.title}**`);
    if (section.table) parts.push(table(section.table.head, section.table.rows));
    if (section.note) parts.push(section.note);
  }
  const list = [];
  if (model.refusals.length > 0) {
    list.push(`- refused, as expected: ${model.refusals.map(({ error, count }) => `${error} ${whole(count)}`).join(', ')}`);
  }
  list.push(`- answered as nobody expects: ${percent(model.failed)}; checks: ${whole(model.checks.passed)} passed, `
    + `${whole(model.checks.failed)} failed`);
  if (model.mode === 'open') list.push(`- arrivals that k6 could not send (dropped): ${whole(model.dropped)}`);
  if (model.exact) list.push(`- exactness: ${exactSentence(model.exact)}`);
  list.push(`- invariants: ${invariantsSentence(model.invariants)}`);
  parts.push(list.join('\n'));

  if (model.slices.length > 1 && model.slices.some(({ count }) => count > 0)) {
    const byTime = model.slicesAre === 'time';
    parts.push(table([byTime ? 'from' : 'round', 'answers', byTime ? 'a second' : 'issued', 'p50 ms', 'p95', 'p99'],
      model.slices.filter(({ count }) => count > 0).map((slice) => [slice.name, whole(slice.count),
        byTime ? perSecond(slice.rate) : whole(slice.issued), ms(slice.p50), ms(slice.p95), ms(slice.p99)])));
  }
  const missed = model.thresholds.filter(({ ok }) => !ok);
  parts.push(missed.length === 0
    ? `All ${model.thresholds.length} limits were kept.`
    : `Limits that were not kept:\n\n${missed.map(({ metric, expression }) => `- \`${metric}\`: \`${expression}\``).join('\n')}`);
  const given = model.settings.filter(({ isGiven, name }) => isGiven && name !== 'LABEL');
  parts.push(given.length === 0 ? 'All settings had their defaults.'
    : `Set for this run: ${given.map(({ name, value }) => `\`${name}=${value}\``).join(' ')}`);
  return `${parts.join('\n\n')}\n`;
}

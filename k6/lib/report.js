// handleSummary: the results on the terminal, as JSON, as Markdown and as a page of one file.
import { base, label, out } from './settings.js';
import { declared } from './env.js';
import { modelOf } from './model.js';
import { markdown } from './markdown.js';
import { page } from './page.js';

/** Where results go unless OUT says otherwise: k6/out, wherever k6 was called from. */
function directory() {
  if (out !== '') return out.replace(/\/+$/, '');
  return import.meta.resolve('../out').replace(/^file:\/\//, '');
}

/** The settings but for OUT, which says only where a machine keeps its files. */
const shown = () => declared().filter(({ name }) => name !== 'OUT');

/**
 * @param about `name` of the script; `question` that it answers; `size`, `routes`, `errors` as for plan(); `exact`:
 *     what exactness counts; `sections`: a function that makes more tables and charts out of figures
 */
export function report(about) {
  return (data) => {
    const model = modelOf(data, about, { base, label, settings: shown(), when: new Date().toISOString() });
    const text = markdown(model);
    const file = `${directory()}/${about.name}`;
    return {
      stdout: `\n${text}\nWritten: ${file}.json, .md and .html\n`,
      [`${file}.json`]: `${JSON.stringify({ ...model, metrics: measured(data.metrics) }, null, 1)}\n`,
      [`${file}.md`]: text,
      [`${file}.html`]: page(model),
    };
  };
}

/** The metrics of k6 that anything was counted in. */
function measured(metrics) {
  return Object.fromEntries(Object.entries(metrics)
    .filter(([, { values }]) => values.count !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1)));
}

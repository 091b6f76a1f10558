// Settings from variables (`k6 run -e NAME=value`, or the environment). Each is declared once, with its
// default and what it means; what is wrong is refused before anything is sent, all at once, by name.

const settings = [];
const faults = [];

const UNITS = { ms: 1, s: 1000, m: 60000, h: 3600000 };

/** Milliseconds of `250ms`, `30s`, `1m30s`, `2h`; undefined when it is none. */
export function millisOf(text) {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let millis = 0;
  for (const [, amount, , unit] of text.matchAll(/(\d+(\.\d+)?)(ms|s|m|h)/g)) millis += Number(amount) * UNITS[unit];
  return Math.round(millis);
}

function setting(name, fallback, what, parse) {
  const given = __ENV[name];
  const isGiven = given !== undefined && given !== '';
  const text = isGiven ? String(given) : String(fallback);
  let value;
  try {
    value = parse(text);
  } catch (e) {
    faults.push(`${name}=${text}: ${e.message} (${what})`);
  }
  if (!settings.some((known) => known.name === name)) settings.push({ name, value: text, isGiven, what });
  return value;
}

function need(holds, message) {
  if (!holds) throw new Error(message);
}

/** A whole number between `min` and `max`. */
export function whole(name, fallback, what, min = 0, max = Number.MAX_SAFE_INTEGER) {
  return setting(name, fallback, what, (text) => {
    const value = Number(text);
    need(/^\d+$/.test(text) && value >= min && value <= max, `has to be a whole number from ${min} to ${max}`);
    return value;
  });
}

/** A number between `min` and `max`. */
export function number(name, fallback, what, min = 0, max = Number.MAX_VALUE) {
  return setting(name, fallback, what, (text) => {
    const value = Number(text);
    need(text.trim() !== '' && value >= min && value <= max, `has to be a number from ${min} to ${max}`);
    return value;
  });
}

/** A part of all: 0 is none, 1 is all. */
export function share(name, fallback, what) {
  return number(name, fallback, what, 0, 1);
}

/** Milliseconds, written as `250ms`, `30s`, `5m`, `1h`. */
export function duration(name, fallback, what, min = 0) {
  return setting(name, fallback, what, (text) => {
    const value = millisOf(text);
    need(value !== undefined && value >= min, `has to be a duration such as 250ms, 30s, 5m, not below ${min}ms`);
    return value;
  });
}

/** true or false. */
export function flag(name, fallback, what) {
  return choice(name, String(fallback), what, ['true', 'false']) === 'true';
}

/** One of `allowed`. */
export function choice(name, fallback, what, allowed) {
  return setting(name, fallback, what, (text) => {
    need(allowed.includes(text), `has to be ${allowed.join(' or ')}`);
    return text;
  });
}

/** Any text that matches. */
export function text(name, fallback, what, pattern = /^/s, shape = 'text') {
  return setting(name, fallback, what, (value) => {
    need(pattern.test(value), `has to be ${shape}`);
    return value;
  });
}

/** Numbers separated by commas, each above 0. */
export function numbers(name, fallback, what) {
  return setting(name, fallback, what, (value) => {
    const all = value.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
    need(all.every((one) => one > 0), 'has to be numbers above 0, separated by commas');
    return all;
  });
}

/** Weights by name, `product:70,top:30`; names that are not given weigh nothing. */
export function mix(name, fallback, what, names) {
  return setting(name, fallback, what, (value) => {
    const weights = value.split(',').map((part) => {
      const [key, weight] = part.split(':');
      need(names.includes(key) && Number(weight) >= 0 && weight !== '',
        `has to be name:weight pairs separated by commas, names out of ${names.join(', ')}`);
      return [key, Number(weight)];
    });
    const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
    need(total > 0, 'has to weigh more than nothing');
    return { weights, total };
  });
}

/** Header names and values as a JSON object of strings. */
export function headers(name, what) {
  return setting(name, '{}', what, (value) => {
    let parsed;
    try {
      parsed = JSON.parse(value);
    } catch (e) {
      parsed = undefined;
    }
    need(parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)
      && Object.values(parsed).every((one) => typeof one === 'string'), 'has to be a JSON object of strings');
    return parsed;
  });
}

/** A fault that lies between several settings. */
export function refuseIf(wrong, message) {
  if (wrong) faults.push(message);
}

/** To be called once all settings are read: throws when one is wrong, naming every one. */
export function settle() {
  if (faults.length > 0) throw new Error(`The settings are wrong:\n  ${faults.splice(0).join('\n  ')}`);
}

/** All that was declared, in that order, for the report. */
export function declared() {
  return settings.map((one) => ({ ...one }));
}

// Numbers for people.

export function ms(value) {
  if (value >= 10000) return whole(value);
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function whole(value) {
  return Math.round(value).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

export function perSecond(value) {
  return value >= 100 ? whole(value) : value.toFixed(1);
}

export function percent(value) {
  return `${(100 * value).toFixed(value > 0 && value < 0.1 ? 2 : 1)} %`;
}

export function statusName(status) {
  return status === '0' ? 'no answer' : status;
}

export function invariantsSentence({ asked, checked, notChecked, broken }) {
  if (!asked) return 'not asked for';
  if (checked === 0) return 'could not be checked';
  const rest = notChecked > 0 ? `, ${notChecked} not checked` : '';
  return broken > 0 ? `${broken} broken of ${checked}${rest}` : `all ${checked} held${rest}`;
}

/** `exact` of a model in words. */
export function exactSentence({ of, acknowledged, unknown, missing, untold }) {
  const doubt = unknown > 0 ? `, ${whole(unknown)} in doubt (no answer or 504)` : '';
  return `${whole(acknowledged)} ${of} acknowledged${doubt}; `
    + `${whole(missing)} of these are not in the store, ${whole(untold)} are in the store and nobody was told`;
}

// Choices, repeatable with SEED: each VU has a stream of its own.
import { seed } from './settings.js';

let state;

/** A number from 0 up to, not including, 1. */
export function random() {
  if (seed === 0) return Math.random();
  if (state === undefined) state = (seed * 7919 + __VU * 104729) | 0;
  state = (state + 0x6d2b79f5) | 0; // mulberry32
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** A whole number from `from` to `to`, both included. */
export function between(from, to) {
  return from + Math.floor(random() * (to - from + 1));
}

/** One of them. */
export function oneOf(list) {
  return list[Math.floor(random() * list.length)];
}

/** True in this part of all cases. */
export function chance(part) {
  return part > 0 && random() < part;
}

/** A name out of what env.mix read, as often as it weighs. */
export function weighted(mix) {
  let left = random() * mix.total;
  for (const [name, weight] of mix.weights) {
    left -= weight;
    if (left < 0) return name;
  }
  return mix.weights[mix.weights.length - 1][0];
}

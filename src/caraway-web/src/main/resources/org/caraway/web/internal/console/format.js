// Text of values. No state, no access to the page.

const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const EXACT = "\uE000"; // private use: marks a number that is kept as its text

/** Parses JSON; numbers that a double would change are kept as marked texts, which `pretty` shows as numbers. */
export function parse(text) {
  return JSON.parse(text.replace(TOKENS, token =>
    token[0] === '"' || String(Number(token)) === token ? token : `"${EXACT}${token}"`));
}

/** A value of `parse` as indented JSON, with its numbers unchanged. */
export function pretty(value) {
  return JSON.stringify(value, null, 2).replace(new RegExp(`"${EXACT}([^"]*)"`, "g"), "$1");
}

/** A text of `parse` that may be a number. */
export const plain = value => String(value).replace(EXACT, "");

const SECONDS = { D: 86_400, H: 3_600, M: 60, S: 1 };

/** An ISO 8601 duration of days to seconds, in seconds; null if it is absent. */
export function seconds(duration) {
  if (!duration) return null;
  let sum = 0;
  for (const [, number, unit] of duration.matchAll(/(-?[\d.]+)([DHMS])/g)) sum += Number(number) * SECONDS[unit];
  return sum;
}

const SPANS = [["d", 86_400, "h", 3_600], ["h", 3_600, "min", 60], ["min", 60, "s", 1]];

/** Seconds in words: 850 ms, 12 s, 3 min 20 s, 5 h 10 min, 3 d 4 h. */
export function span(total) {
  if (total == null || Number.isNaN(total)) return "–";
  if (total < 0) return `-${span(-total)}`;
  if (total < 1) return `${Math.round(total * 1000)} ms`;
  if (total < 10) return `${Math.round(total * 10) / 10} s`;
  const whole = Math.round(total);
  for (const [unit, size, next, nextSize] of SPANS) {
    if (whole >= size) {
      const rest = Math.floor((whole % size) / nextSize);
      return `${Math.floor(whole / size)} ${unit}${rest ? ` ${rest} ${next}` : ""}`;
    }
  }
  return `${whole} s`;
}

/** Seconds between two instants; until now if the second is absent. */
export const between = (from, to) => ((to ? Date.parse(to) : Date.now()) - Date.parse(from)) / 1000;

/** How long ago an instant was, or in what time it is. */
export function ago(instant) {
  const past = between(instant);
  if (Math.abs(past) < 1) return "now";
  return past > 0 ? `${coarse(past)} ago` : `in ${coarse(-past)}`;
}

function coarse(total) {
  if (total < 60) return `${Math.floor(total)} s`;
  if (total < 3_600) return `${Math.floor(total / 60)} min`;
  if (total < 86_400) return `${Math.floor(total / 3_600)} h`;
  return `${Math.floor(total / 86_400)} d`;
}

const LOCAL = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** An instant in the zone of the viewer. */
export const local = instant => LOCAL.format(new Date(instant));

const COUNT = new Intl.NumberFormat();

/** A count with separators. */
export const count = number => (number == null ? "–" : COUNT.format(number));

/** "1 task", "2 tasks". */
export const many = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;

/** The last part of the name of a class. */
export const simpleName = type => (type ? type.slice(type.lastIndexOf(".") + 1) : "");

/** The query of a URL, without empty values; lists repeat their parameter. */
export function query(values) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== null && one !== "") parameters.append(name, one);
    }
  }
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

/** The instant this long ago, such as "15m", "1h", "24h", "7d". */
export function before(text) {
  const [, number, unit] = /^(\d+)([mhd])$/.exec(text) ?? [];
  return number ? new Date(Date.now() - number * { m: 60, h: 3_600, d: 86_400 }[unit] * 1000).toISOString() : undefined;
}

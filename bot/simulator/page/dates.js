// Times and dates as people say them.

const DAY = 86400000;
const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
const daysAgo = (date, now) => Math.round((midnight(now) - midnight(date)) / DAY);
const said = (date, options) => {
  const text = date.toLocaleDateString("fr", options);
  return date.getDate() === 1 ? text.replace(/\b1(?= )/, "1er") : text;
};

// «16 h 05», «16 h».
export function hour(seconds) {
  const date = new Date(seconds * 1000);
  const minutes = date.getMinutes();
  return minutes ? `${date.getHours()} h ${String(minutes).padStart(2, "0")}` : `${date.getHours()} h`;
}

// «Aujourd’hui», «Hier», «lundi 16 novembre», «16 novembre 2025».
export function day(seconds, nowSeconds) {
  const date = new Date(seconds * 1000);
  const now = new Date(nowSeconds * 1000);
  const ago = daysAgo(date, now);
  if (ago === 0) return "Aujourd’hui";
  if (ago === 1) return "Hier";
  return date.getFullYear() === now.getFullYear()
    ? said(date, { weekday: "long", day: "numeric", month: "long" })
    : said(date, { day: "numeric", month: "long", year: "numeric" });
}

// For the list: «16 h 05», «hier», «lundi», «16 nov.», «16 nov. 2025».
export function brief(seconds, nowSeconds) {
  const date = new Date(seconds * 1000);
  const now = new Date(nowSeconds * 1000);
  const ago = daysAgo(date, now);
  if (ago === 0) return hour(seconds);
  if (ago === 1) return "hier";
  if (ago > 1 && ago < 7) return said(date, { weekday: "long" });
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  return said(date, { day: "numeric", month: "short", ...year });
}

export const whole = (seconds) =>
  `${said(new Date(seconds * 1000), { weekday: "long", day: "numeric", month: "long", year: "numeric" })} à ${hour(seconds)}`;

export function duration(seconds) {
  const rest = Math.round(seconds || 0);
  return `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
}

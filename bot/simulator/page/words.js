// A text with its entities. They count UTF-16 units, and so do JavaScript strings; nested ones are drawn inside one another.
import { make } from "./dom.js";
import { state } from "./state.js";

const MARKS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const ADDRESS = /https?:\/\/[^\s<>«»"“”]+[^\s<>«»"“”.,;:!?)\]]/g;

// onCommand: what happens when somebody taps «/aide» inside the text.
export function words(text, entities, onCommand) {
  const box = make("div", "words");
  box.dir = "auto";
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  draw(box, text, 0, text.length, sorted, onCommand);
  return box;
}

function draw(parent, text, from, to, entities, onCommand) {
  let at = from;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) {
      rest = others;
      continue;
    }
    plain(parent, text.slice(at, start));
    const node = marked(entity, text.slice(start, end), onCommand);
    if (node.tagName === "A") node.append(text.slice(start, end));
    else draw(node, text, start, end, others.filter((other) => other.offset < end), onCommand);
    parent.append(node);
    // A quote stands in lines of its own: the line break after it is its end, not an empty line.
    const block = node.tagName === "BLOCKQUOTE" || node.tagName === "PRE";
    at = block && text[end] === "\n" ? end + 1 : end;
    rest = others.filter((other) => other.offset >= end);
  }
  plain(parent, text.slice(at, to));
}

function plain(parent, text) {
  let at = 0;
  for (const found of text.matchAll(ADDRESS)) {
    parent.append(text.slice(at, found.index), link(found[0], found[0]));
    at = found.index + found[0].length;
  }
  parent.append(text.slice(at));
}

function link(target, label = "") {
  const node = make("a", "", label);
  if (!/^https?:\/\//.test(target)) return node;
  const url = URL.canParse(target) ? new URL(target) : null;
  // An invitation to this bot is used here: one chooses who follows it.
  if (url && url.hostname === "t.me" && url.pathname.slice(1) === state.bot.username && url.searchParams.has("start")) {
    node.href = `/?start=${encodeURIComponent(url.searchParams.get("start"))}`;
    return node;
  }
  node.href = target;
  node.target = "_blank";
  node.rel = "noreferrer noopener";
  return node;
}

function marked(entity, inside, onCommand) {
  if (entity.type === "text_link" || entity.type === "url") return link(entity.url || inside);
  if (entity.type === "bot_command") {
    const node = make("a");
    node.href = "#";
    node.addEventListener("click", (event) => {
      event.preventDefault();
      onCommand(inside);
    });
    return node;
  }
  const node = make(MARKS[entity.type] || "span");
  if (entity.type === "pre" || entity.type.endsWith("blockquote")) node.dir = "auto";
  return node;
}

const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const LETTER = /\p{L}/u;

// Whether the last line of a text runs from the right: the time then stands on its left.
export function endsFromRight(text) {
  const line = text.trimEnd().split("\n").at(-1);
  const first = [...line].find((letter) => LETTER.test(letter));
  return first !== undefined && RTL.test(first);
}

// Where the words stand in a text: cut around the first, all of them marked (摘录).
import { places } from "./fold.js";

const AROUND = 36;
const MOST = 2;

/** All places of `words` in `text`, in order, those that meet run together. */
function marks(text, words) {
  const found = words.flatMap((word) => places(text, word.folded)).sort((one, other) => one[0] - other[0]);
  const joined = [];
  for (const [from, to] of found) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** `text` as nodes, with the words marked. */
export function marked(text, words) {
  const nodes = [];
  let at = 0;
  for (const [from, to] of marks(text, words)) {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(from, to);
    nodes.push(text.slice(at, from), mark);
    at = to;
  }
  return [...nodes, text.slice(at)];
}

/** The pieces of a record in which words stand that its title does not show: pairs of label and text. */
export function excerpts(row, words) {
  const found = [];
  let left = words.filter((word) => !marks(row.title, [word]).length);
  for (const [label, text] of [...row.head.slice(1), ...row.body]) {
    const here = marks(text, left);
    if (!here.length || found.length === MOST) continue;
    found.push([label, cut(text, here[0])]);
    left = left.filter((word) => !places(text, word.folded).length);
  }
  return found;
}

function cut(text, [from, to]) {
  const begin = from <= AROUND ? 0 : whole(text, from - AROUND);
  const end = to + AROUND >= text.length ? text.length : whole(text, to + AROUND);
  return `${begin ? "…" : ""}${text.slice(begin, end)}${end < text.length ? "…" : ""}`;
}

/** A place in `text` that no surrogate pair straddles. */
const whole = (text, at) => at - /[\udc00-\udfff]/.test(text[at]);

// Puts results on the page; every word it says stands in the page's own `data-` attributes (显示).
import { excerpts, marked } from "./excerpt.js";
import { fold } from "./fold.js";
import { plain } from "./query.js";

const TRADER = "92"; // how codes of sole traders begin
const place = document.getElementById("search");
const lang = document.documentElement.lang.startsWith("zh") ? undefined : "zh-CN"; // of records
const root = new URL("../../", import.meta.url).href.replace(/\/$/, "");

const terms = JSON.parse(place.dataset.terms);

/** A legal term in the language of the page. */
export const term = (label) => Object.hasOwn(terms, label) ? terms[label] : label;

/** A sentence of the page, with its values filled in. */
export const say = (name, values = {}) => place.getAttribute(`data-${name}`).replace(/\{(\w+)\}/g, (_, value) => values[value]);

/** An element with attributes and children. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** One record: its state first, then title, kind, agency, day, and where the words stand. */
export function result(row, types, words) {
  const [label, plural] = types[row.type];
  const link = element("a", { href: `${root}/${plural}/${row.id}/` }, ...marked(row.title, words));
  const state = element("span", { class: `state ${row.state}` }, term(row.label));
  const heading = element("p", { class: "hit" }, state, " ", link);
  const day = element("time", { datetime: row.day }, row.day);
  const facts = element("p", { class: "quiet" }, ...[term(label), row.agency].filter(Boolean).map((one) => `${one} · `), day);
  const item = element("li", { "data-id": row.id, lang }, heading, facts);
  for (const [name, text] of excerpts(row, words)) {
    const named = name ? [element("span", { class: "kind" }, name), " "] : [];
    item.append(element("p", { class: "excerpt" }, ...named, ...marked(text, words)));
  }
  return item;
}

/**
 * Those whom an identifier means, each subject with its code and its newest records.
 * Names that differ in their brackets or points alone are another's, and come after.
 */
export function exactly(groups, { types, subjects, traders }, query) {
  const written = fold(plain(query).replace(/["\u201c\u201d]/g, ""));
  const other = (group) => group.name && fold(group.name) !== written && !group.code.toLowerCase().includes(written);
  return [...groups].sort((one, two) => Number(other(one)) - Number(other(two))).map((group) => {
    const values = { what: group.what, name: group.name, code: group.code || say("nocode") };
    const named = say(group.name ? (other(group) ? "alike" : "subject") : "identifier", values);
    const rows = group.rows.map((row) => result(row, types, []));
    const whole = group.name && group.code && (traders || !group.code.startsWith(TRADER)) && group.rows.some((row) => subjects.includes(row.type));
    const page = whole ? [element("p", { class: "more" }, element("a", { href: `${root}/subjects/${group.code}/` }, say("all")))] : [];
    const more = group.count > rows.length ? [element("p", { class: "quiet" }, say("newest", { count: group.count, shown: rows.length }))] : [];
    return element("section", { class: "exact" }, element("h3", {}, named), element("ol", { class: "hits" }, ...rows), ...more, ...page);
  });
}

/** A page of prose, or the articles in it. */
export function reading(page) {
  const item = element("li", { lang }, element("p", { class: "hit" }, element("a", { href: page.address }, page.title)), excerpt(page));
  const parts = page.parts.map((part) => element("li", {}, element("a", { href: part.address }, part.title), excerpt(part)));
  if (parts.length) item.append(element("ul", { class: "articles" }, ...parts));
  return item;
}

/** Pieces of text, every other one marked. */
function excerpt({ excerpt: pieces }) {
  const nodes = pieces.map((piece, place) => place % 2 ? element("mark", {}, piece) : piece);
  return pieces.length ? element("p", { class: "excerpt quiet" }, ...nodes) : "";
}

/** The values of the facets, each a link that takes it up or, chosen, puts it down. */
export function facets(groups, address, types) {
  return groups.filter((group) => group.values.length).map(({ name, values }) => {
    const sorted = [...values].sort((one, other) => name === "year" ? other.key.localeCompare(one.key) : other.count - one.count);
    const items = sorted.map((value) => {
      const kind = name === "kind" ? term(types[value.key.split(":")[0]][0]) : "";
      const label = term(value.label);
      const link = element("a", { href: address(name, value.chosen ? "" : value.key), "aria-current": value.chosen ? "true" : undefined }, kind ? `${kind} · ${label}` : label);
      return element("li", {}, link, " ", element("span", { class: "count" }, String(value.count)));
    });
    const heading = element("h3", { id: `facet-${name}` }, say(name));
    return element("div", {}, heading, element("ul", { class: "facets", lang, "aria-labelledby": heading.id }, ...items));
  });
}

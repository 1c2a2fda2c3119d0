// The search page: what stands in the address is looked for; nothing of it leaves the browser (检索页).
import { creditCode } from "./code.js";
import { Engine } from "./engine.js";
import { words as read } from "./query.js";
import { Outdated, Store } from "./store.js";
import { csv, download } from "./table.js";
import { element, exactly, facets, reading, result, say } from "./view.js";

const PAGE = 10;
const MOST = 2000; // rows of a table
const NARROW = matchMedia("(max-width: 60rem)");
const part = Object.fromEntries(["search", "outcome", "hint", "exact", "records", "results", "pages", "sort", "facets", "prose", "nothing", "table"].map((name) => [name, document.getElementById(name)]));
const form = document.querySelector("main form[role=search]");
const site = new URL("../../", import.meta.url).href.replace(/\/$/, "");
let engine = null;
let latest = 0;

/** What the address asks for. */
function asked() {
  const values = new URLSearchParams(location.search);
  const chosen = Object.fromEntries(["type", "kind", "agency", "year", "state"].map((name) => [name, values.get(name) ?? ""]));
  const page = Math.max(1, Number.parseInt(values.get("page") ?? "1", 10) || 1);
  return { query: (values.get("q") ?? "").trim(), chosen, sort: values.get("sort") === "date" ? "date" : "", page };
}

/** The address of another wish; a change of anything but the page leads to the first. */
function address(changes) {
  const { query, chosen, sort } = asked();
  const wish = { q: query, ...chosen, sort, ...changes };
  return `?${new URLSearchParams(Object.entries(wish).filter(([, value]) => value))}`;
}

async function search(again = false) {
  const mine = ++latest;
  const wish = asked();
  form.q.value = wish.query;
  document.title = wish.query ? `${wish.query} - ${say("title")}` : say("title");
  if (!wish.query) return clear();
  part.outcome.textContent = say("busy");
  try {
    engine ??= new Engine(await Store.open());
    const found = await records(wish, (exact) => { if (mine === latest) identified(wish, exact); });
    if (mine !== latest) return;
    await show(wish, found);
    if (mine === latest) besides(wish, found, mine);
  } catch (error) {
    if (mine !== latest) return;
    if (error instanceof Outdated && !again) {
      engine = null;
      return search(true);
    }
    clear();
    part.outcome.textContent = say("failed");
    console.error(error);
  }
}

function clear() {
  part.outcome.textContent = "";
  for (const name of ["hint", "exact", "results", "pages", "prose", "facets"]) part[name].replaceChildren();
  for (const name of ["records", "nothing", "sort", "table", "exact", "prose"]) part[name].hidden = true;
  part.facets.parentElement.hidden = true;
}

/** Everything that is found, and the rows of one page of it; identifiers answer at once, before the words. */
async function records({ query, chosen, sort, page }, answered = () => {}) {
  const words = read(query);
  const filtered = Object.values(chosen).some(Boolean);
  const [exact, { numbers: all, sure }] = await Promise.all([
    filtered ? [] : engine.exact(query).then((found) => (answered(found), found)),
    engine.find(words),
  ]);
  const numbers = await engine.filtered(all, chosen);
  const order = await engine.ordered(numbers, words, sort);
  const shown = order.subarray((page - 1) * PAGE, page * PAGE);
  const rows = await Promise.all(Array.from(shown, (number) => engine.row(number)));
  const true_ = sure ? rows : await kept(rows, shown, words);
  return { words, exact, all, numbers, order, sure, rows: true_ };
}

async function kept(rows, numbers, words) {
  const answers = await Promise.all(Array.from(numbers, (number) => engine.answers(number, words)));
  return rows.filter((_, place) => answers[place]);
}

async function show(wish, { words, exact, numbers, sure, rows }) {
  const { types, records: searched, as_of: day } = engine.manifest;
  const wanted = words.filter((word) => !word.excluded);
  const first = wish.page === 1 ? exact : [];
  const ids = new Set(first.flatMap((group) => group.rows.map((row) => row.id)));
  const gone = new Set(exact.flatMap((group) => group.rows).filter((row) => row.state === "ended" || row.state === "expired" || row.state === "removed").map((row) => row.id));
  const others = rows.filter((row) => !ids.has(row.id));
  const count = Math.max(numbers.length, gone.size);
  clear();
  part.outcome.textContent = say(count ? (sure ? "found" : "most") : "none", { count, query: wish.query, searched, day });
  identified(wish, exact);
  part.results.replaceChildren(...others.map((row) => result(row, types, wanted)));
  part.records.hidden = !others.length;
  part.records.querySelector("h2").textContent = say(first.length ? "others" : "records");
  part.nothing.hidden = count > 0;
  sorting(wish, numbers.length);
  paging(wish, numbers.length);
}

/** Whom an identifier means, and what is wrong with one that means nobody. */
function identified({ query, page }, exact) {
  const first = page === 1 ? exactly(exact, engine.manifest.types) : [];
  hint(query, exact);
  part.exact.replaceChildren(...first.length ? [element("h2", {}, say("exactly")), ...first] : []);
  part.exact.hidden = !first.length;
}

/** What is wrong with a mistyped credit code, and what a right one that nobody bears means. */
function hint(query, exact) {
  const code = creditCode(query);
  const said = { letter: "letter", digit: "digit", valid: exact.length ? "" : "nobody", none: "" }[code.is];
  part.hint.textContent = said ? say(said, { code: code.code }) : "";
}

function sorting({ sort }, count) {
  const link = (value, name) => element("a", { href: address({ sort: value }), "aria-current": sort === value ? "true" : undefined }, say(name));
  part.sort.replaceChildren(say("sorted"), link("", "close"), " ", link("date", "newest-first"));
  part.sort.hidden = count < 2;
  part.table.hidden = count < 1;
  part.table.querySelector("button").textContent = count > MOST ? say("some-rows", { most: MOST }) : say("rows");
}

function paging({ page }, count) {
  const last = Math.ceil(count / PAGE);
  if (last < 2) return;
  const link = (number, name) => element("a", { href: address({ page: number > 1 ? number : "" }), rel: number < page ? "prev" : "next" }, say(name));
  const links = [page > 1 ? link(page - 1, "before") : "", ` ${say("page", { page, last })} `, page < last ? link(page + 1, "after") : ""];
  part.pages.replaceChildren(...links);
}

/** What may come later: the facets, where there is room for them or they are asked for, and prose. */
function besides(wish, found, mine) {
  const panel = part.facets.parentElement;
  panel.hidden = found.all.length < 2 && !Object.values(wish.chosen).some(Boolean);
  const count = Object.values(wish.chosen).filter(Boolean).length;
  panel.querySelector("summary").textContent = count ? say("chosen", { count }) : say("narrow");
  panel.open = !NARROW.matches;
  panel.ontoggle = () => { if (panel.open && !part.facets.childElementCount) counted(wish, found, mine); };
  if (panel.open && !panel.hidden) counted(wish, found, mine);
  proseBelow(found.words, mine);
}

async function counted(wish, { all }, mine) {
  const groups = await engine.counts(all, wish.chosen);
  if (mine !== latest) return;
  for (const group of groups) for (const value of group.values) value.chosen = wish.chosen[group.name] === value.key;
  part.facets.replaceChildren(...facets(groups, (name, value) => address({ [name]: value }), engine.manifest.types));
}

/** Prose is read when its place comes near or is asked for, so that a phone does not fetch it for nothing. */
function proseBelow(words, mine) {
  const state = element("p", { role: "status" });
  const begin = element("button", { type: "button" }, say("begin"));
  part.prose.hidden = false;
  part.prose.replaceChildren(element("h2", {}, say("prose")), state, begin);
  const seen = new IntersectionObserver(([entry]) => { if (entry.isIntersecting) begin.click(); });
  begin.onclick = () => {
    seen.disconnect();
    begin.remove();
    if (mine === latest) proseOf(words, mine, state);
  };
  seen.observe(part.prose);
}

async function proseOf(words, mine, state, most = 5) {
  state.textContent = say("busy");
  try {
    const { prose } = await import("./prose.js");
    const { count, read: pages } = await prose(words);
    const shown = await pages(0, most);
    if (mine !== latest) return;
    state.textContent = say(count ? "prose-found" : "prose-none", { count });
    const more = element("button", { type: "button" }, say("more"));
    more.onclick = async () => {
      const next = await pages(most, most + 20);
      part.prose.querySelector("ol").append(...next.map(reading));
      more.remove();
    };
    part.prose.append(element("ol", { class: "hits" }, ...shown.map(reading)), ...count > most ? [more] : []);
  } catch (error) {
    if (mine === latest) state.textContent = say("prose-failed");
    console.error(error);
  }
}

/** Hand over the results as a table, in the order shown. */
async function table() {
  const { words, order, sure } = await records(asked());
  const numbers = order.subarray(0, MOST);
  const rows = await Promise.all(Array.from(numbers, (number) => engine.row(number)));
  const all = sure ? rows : await kept(rows, numbers, words);
  download(csv(all, engine.manifest.types, (name) => say(`column-${name}`), site), `${say("title")}-${engine.manifest.as_of}.csv`);
}

function go(to) {
  history.pushState(null, "", to);
  search();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(`?${new URLSearchParams({ q: form.q.value.trim() })}`);
});
part.search.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='?']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.getAttribute("href"));
  if (link.closest("#pages")) part.outcome.focus();
});
part.table.querySelector("button").addEventListener("click", table);
addEventListener("popstate", () => search());
search();

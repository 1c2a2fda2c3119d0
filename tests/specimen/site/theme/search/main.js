// The search page: what stands in the address is looked for; nothing of it leaves the browser (检索页).
import { creditCode, SAID } from "./code.js";
import { Engine, FACETS, holds } from "./engine.js";
import { words as read } from "./query.js";
import { Outdated, Store } from "./store.js";
import { element, exactly, facets, reading, result, say } from "./view.js";

const PAGE = 10;
const MOST = 2000; // rows of a table
const NARROW = matchMedia("(max-width: 60rem)");
const part = Object.fromEntries(["search", "waiting", "outcome", "hint", "renewed", "unfiltered", "exact", "records", "results", "pages", "sort", "facets", "prose", "nothing", "table"].map((name) => [name, document.getElementById(name)]));
const form = document.querySelector("main form[role=search]");
const site = new URL("../../", import.meta.url).href.replace(/\/$/, "");
let engine = null;
let latest = 0;

/** What the address asks for. */
function asked() {
  const values = new URLSearchParams(location.search);
  const chosen = Object.fromEntries(FACETS.map((name) => [name, values.get(name) ?? ""]));
  const page = Math.max(1, Number.parseInt(values.get("page") ?? "1", 10) || 1);
  return { query: (values.get("q") ?? "").trim(), chosen, sort: values.get("sort") === "date" ? "date" : "", page };
}

/** The address of another wish; a change of anything but the page leads to the first. */
function address(changes) {
  const { query, chosen, sort } = asked();
  const wish = { q: query, ...chosen, sort, ...changes };
  return `?${new URLSearchParams(Object.entries(wish).filter(([, value]) => value))}`;
}

/** Put words where they are announced, once. */
function tell(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

async function search(again = false) {
  const mine = ++latest;
  const wish = asked();
  form.q.value = wish.query;
  document.title = wish.query ? `${wish.query} - ${say("title")}` : say("title");
  const words = read(wish.query);
  if (!words.some((word) => !word.excluded)) {
    clear();
    return tell(part.outcome, wish.query ? say("wordless") : "");
  }
  tell(part.outcome, say("busy"));
  tell(part.renewed, again ? say("renewed") : "");
  await guarded(mine, async () => {
    const found = await records(wish, words, (exact) => { if (mine === latest) answered(wish, exact); });
    if (mine !== latest) return;
    show(wish, found);
    besides(wish, found, mine);
  }, () => {
    clear();
    tell(part.outcome, say("failed"));
  }, again);
}

/** Do something with the index; a failure is said, and what was read of it forgotten. */
async function guarded(mine, work, failed, again = false) {
  try {
    engine ??= new Engine(await Store.open());
    await work();
  } catch (error) {
    engine = null;
    if (mine !== latest) return;
    if (error instanceof Outdated && !again) return search(true);
    failed();
    console.error(error);
  }
}

function clear() {
  tell(part.hint, "");
  for (const name of ["unfiltered", "exact", "results", "pages", "prose", "facets"]) part[name].replaceChildren();
  for (const name of ["unfiltered", "records", "nothing", "sort", "table", "exact", "prose"]) part[name].hidden = true;
  part.facets.parentElement.hidden = true;
}

/** Everything that is found, and the rows of one page of it; identifiers answer at once, before the words. */
async function records({ query, chosen, sort, page: asked }, words, early = () => {}) {
  FACETS.forEach((name, facet) => { if (chosen[name]) engine.values(facet).catch(() => {}); }); // they will be asked for
  const identifiers = words.some((word) => word.excluded) ? [] : engine.exact(query).then((found) => (early(found), found));
  const [exact, { numbers: all, sure }] = await Promise.all([identifiers, engine.find(words)]);
  const numbers = await engine.filtered(all, chosen);
  const order = await engine.ordered(numbers, words, sort);
  const last = Math.max(1, Math.ceil(order.length / PAGE));
  const page = Math.min(asked, last);
  const rows = await engine.page(order, words, sure, (page - 1) * PAGE, page * PAGE);
  return { words, exact, all, numbers, order, sure, rows, page, last };
}

function show(wish, { words, exact, all, numbers, sure, rows, page, last }) {
  const { types, records: searched, as_of: day } = engine.manifest;
  const wanted = words.filter((word) => !word.excluded);
  const filtered = filters(wish).length > 0;
  const told = filtered ? [] : exact;
  const whole = told.filter((group) => group.rows.length === group.count).flatMap((group) => group.rows.map((row) => row.id));
  const others = page === 1 ? rows.filter((row) => !whole.includes(row.id)) : rows;
  const identified = new Set(told.flatMap((group) => group.rows.map((row) => row.id)));
  const wordless = numbers.length > PAGE ? [] : [...identified].filter((id) => !rows.some((row) => row.id === id)); // gone
  const count = Math.max(numbers.length + wordless.length, identified.size);
  const outcome = count ? (sure ? "found" : "most") : filtered && all.length ? "filtered" : "none";
  clear();
  answered({ ...wish, page }, exact);
  part.unfiltered.hidden = outcome !== "filtered";
  part.unfiltered.replaceChildren(element("a", { href: address(Object.fromEntries(FACETS.map((name) => [name, ""]))) }, say("unfiltered")));
  part.results.replaceChildren(...others.map((row) => result(row, types, wanted)));
  part.records.hidden = !numbers.length;
  part.records.querySelector("h2").hidden = part.results.hidden = !others.length;
  tell(part.records.querySelector("h2"), say(page === 1 && told.length ? "others" : "records"));
  part.nothing.hidden = outcome !== "none";
  sorting(wish, numbers.length);
  paging(page, last);
  tell(part.outcome, say(outcome, { count, query: wish.query, searched, day, all: all.length }));
}

const filters = ({ chosen }) => Object.values(chosen).filter(Boolean);

/** Whom an identifier means, and what is wrong with one that means nobody. */
function answered(wish, exact) {
  const first = wish.page === 1 && !filters(wish).length ? exactly(exact, engine.manifest, wish.query) : [];
  const code = creditCode(wish.query);
  const said = exact.length ? "" : SAID[code.is];
  tell(part.hint, said ? say(said, { code: code.code }) : "");
  part.exact.replaceChildren(...first.length ? [element("h2", {}, say("exactly")), ...first] : []);
  part.exact.hidden = !first.length;
}

function sorting({ sort }, count) {
  const link = (value, name) => element("a", { href: address({ sort: value }), "aria-current": sort === value ? "true" : undefined }, say(name));
  part.sort.replaceChildren(say("sorted"), link("", "close"), " ", link("date", "newest-first"));
  part.sort.hidden = count < 2;
  part.table.hidden = count < 1;
  part.table.querySelector("button").textContent = count > MOST ? say("some-rows", { most: MOST }) : say("rows");
}

function paging(page, last) {
  if (last < 2) return part.pages.replaceChildren();
  const link = (number, name) => element("a", { href: address({ page: number > 1 ? number : "" }), rel: number < page ? "prev" : "next" }, say(name));
  const links = [page > 1 ? link(page - 1, "before") : "", ` ${say("page", { page, last })} `, page < last ? link(page + 1, "after") : ""];
  part.pages.replaceChildren(...links);
}

/** What may come later: the facets, where there is room for them or they are asked for, and prose. */
function besides(wish, found, mine) {
  const panel = part.facets.parentElement;
  const count = filters(wish).length;
  panel.hidden = found.all.length < 2 && !count;
  panel.querySelector("summary").textContent = count ? say("chosen", { count }) : say("narrow");
  panel.open = !NARROW.matches;
  panel.ontoggle = () => { if (panel.open && !part.facets.childElementCount) counted(wish, found, mine); };
  if (panel.open && !panel.hidden) counted(wish, found, mine);
  proseBelow(found.words, mine);
}

function counted(wish, { all }, mine) {
  return guarded(mine, async () => {
    const groups = await engine.counts(all, wish.chosen);
    if (mine !== latest) return;
    for (const group of groups) for (const value of group.values) value.chosen = wish.chosen[group.name] === value.key;
    part.facets.replaceChildren(...facets(groups, (name, value) => address({ [name]: value }), engine.manifest.types));
  }, () => part.facets.replaceChildren(element("p", { role: "status" }, say("part-failed"))));
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
  const failed = (error) => {
    if (mine === latest) tell(state, say("part-failed"));
    console.error(error);
  };
  tell(state, say("busy"));
  try {
    const { prose } = await import("./prose.js");
    const read = () => prose(words).then(async ({ count, read }) => ({ count, read, shown: await read(0, most) }));
    const { count, read: pages, shown } = await read().catch(read); // it may have been built anew
    if (mine !== latest) return;
    const more = element("button", { type: "button" }, say("more"));
    more.onclick = async () => {
      const next = await pages(most, most + 20).catch(failed);
      part.prose.querySelector("ol").append(...(next ?? []).map(reading));
      more.remove();
    };
    part.prose.append(element("ol", { class: "hits" }, ...shown.map(reading)), ...count > most ? [more] : []);
    tell(state, say(count ? "prose-found" : "prose-none", { count }));
  } catch (error) {
    failed(error);
  }
}

/** Hand over the results as a table, in the order shown. */
function table() {
  return guarded(latest, async () => {
    const { csv, download } = await import("./table.js");
    const wish = asked();
    const { words, order, sure } = await records(wish, read(wish.query));
    const rows = await engine.rows(order.subarray(0, MOST));
    const kept = sure ? rows : rows.filter((row) => holds(row, words));
    download(csv(kept, engine.manifest.types, (name) => say(`column-${name}`), site), `${say("title")}-${engine.manifest.as_of}.csv`);
  }, () => tell(part.outcome, say("part-failed")));
}

function go(to) {
  history[to === location.search ? "replaceState" : "pushState"](null, "", to);
  search();
}

part.waiting.remove();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(`?${new URLSearchParams({ q: form.q.value.trim() })}`);
});
part.search.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='?']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.getAttribute("href"));
  part.outcome.focus();
});
part.table.querySelector("button").addEventListener("click", table);
addEventListener("popstate", () => search());
search();

// What Pagefind finds in pages, articles of laws, duties and processes (说明与法条).
import { fold } from "./fold.js";

const HAN = /([\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}])/gu;
const FOLDER = new URL("../../pagefind/", import.meta.url);
const MOST = 3; // articles of one law
const failures = [];
let pagefind = null;

const spaced = (text) => text.replace(/[^\p{L}\p{N}_\s]+/gu, " ").replace(HAN, " $1 ").trim().replace(/\s+/g, " ");
const phrase = (text) => `"${spaced(Array.from(text, (one) => fold(one) || one).join(""))}"`;
const joined = (text) => text.replace(/(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])/g, "");

/** How many pages have all words and none excluded, and `read(begin, end)`, which reads some of them. */
export async function prose(words) {
  const found = await watched(async (search) => Promise.all(words.map(async (word) => ({ ...word, ...await search(phrase(word.written)) }))));
  const [first, ...others] = found.filter((word) => !word.excluded);
  if (!first) return { count: 0, read: async () => [] };
  const has = ({ results }, one) => results.some((other) => other.id === one.id);
  const kept = first.results.filter((one) => others.every((word) => has(word, one)) && !found.some((word) => word.excluded && has(word, one)));
  const read = (begin, end) => watched(() => Promise.all(kept.slice(begin, end).map(async (one) => shown(await one.data()))));
  return { count: kept.length, read };
}

/**
 * Do something with Pagefind, and fail where it could not read a file: it takes that for nothing found.
 * It works on this thread, so that what it reads is seen; after a failure it begins anew.
 */
async function watched(work) {
  const fetched = window.fetch;
  failures.length = 0;
  window.fetch = async (...request) => {
    const answer = await fetched(...request).catch((error) => { failures.push(error); throw error; });
    if (!answer.ok) failures.push(new Error(`${answer.url}: ${answer.status}`));
    return answer;
  };
  try {
    pagefind ??= (await import(new URL("pagefind.js", FOLDER))).createInstance({ noWorker: true });
    const value = await work((asked) => pagefind.search(asked));
    if (failures.length) throw failures[0];
    return value;
  } catch (error) {
    pagefind = null;
    throw error;
  } finally {
    window.fetch = fetched;
  }
}

/** A page, and the articles or sections of it in which the words stand. */
function shown(page) {
  const address = new URL(FOLDER.href.replace(/pagefind\/$/, page.raw_url.slice(1)));
  const parts = page.sub_results.filter((part) => part.anchor).slice(0, MOST).map((part) => ({
    title: joined(part.title),
    address: `${address.href}#${part.anchor.id}`,
    excerpt: pieces(part.excerpt),
  }));
  return { title: page.meta.title, address: address.href, parts, excerpt: parts.length ? [] : pieces(page.excerpt) };
}

/** An excerpt as pieces of text, every other one marked: it comes as HTML, a space between characters. */
function pieces(html) {
  const parts = html.replace(/<\/mark>\s*<mark>/g, " ").split(/<\/?mark>/);
  return parts.map((part) => joined(new DOMParser().parseFromString(part, "text/html").body.textContent));
}

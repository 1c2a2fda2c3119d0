// What Pagefind finds in pages, articles of laws, duties and processes (说明与法条).
import { fold } from "./fold.js";

const HAN = /([\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}])/gu;
const FOLDER = new URL("../../pagefind/", import.meta.url);

const spaced = (text) => text.replace(/[^\p{L}\p{N}_\s]+/gu, " ").replace(HAN, " $1 ").trim().replace(/\s+/g, " ");
const phrase = (text) => `"${spaced(Array.from(text, (one) => fold(one) || one).join(""))}"`;
const joined = (text) => text.replace(/(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])/g, "");
const MOST = 3; // articles of one law

/** How many pages there are, and `page(begin, end)`, which reads some of them. */
export async function prose(words) {
  const asked = words.filter((word) => !word.excluded).map((word) => phrase(word.written)).join(" ");
  const failures = [];
  const fetched = window.fetch;
  // Pagefind takes a file that it cannot read for nothing found, so what it reads is watched.
  window.fetch = async (...request) => {
    const answer = await fetched(...request).catch((error) => { failures.push(error); throw error; });
    if (!answer.ok) failures.push(new Error(`${answer.status}`));
    return answer;
  };
  const watched = async (promise) => {
    const value = await promise.finally(() => { window.fetch = fetched; });
    if (failures.length) throw failures[0];
    return value;
  };
  const pagefind = await import(new URL("pagefind.js", FOLDER));
  const { results } = await watched(pagefind.search(asked));
  const read = (begin, end) => Promise.all(results.slice(begin, end).map(async (one) => shown(await one.data())));
  return { count: results.length, read };
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
  const parts = joined(html.replace(/<\/mark>\s*<mark>/g, "")).split(/<\/?mark>/);
  return parts.map((part) => new DOMParser().parseFromString(part, "text/html").body.textContent);
}

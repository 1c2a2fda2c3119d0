// What was asked: words that must all be there, "phrases", and what -must not (查询).
import { fold } from "./fold.js";

// Quotes "“”＂「」『』 and minus signs of every kind.
const PART = /([\p{Pd}\u2212])?(?:["\u201c\u201d\uff02\u300c\u300d\u300e\u300f]([^"\u201c\u201d\uff02\u300c\u300d\u300e\u300f]*)["\u201c\u201d\uff02\u300c\u300d\u300e\u300f]?|(\S+))/gu;

/** The words of a query: as written, folded, and whether they exclude. */
export function words(query) {
  const found = [];
  for (const [, minus, phrase, word] of plain(query).matchAll(PART)) {
    const written = phrase ?? word;
    const folded = fold(written);
    if (folded) found.push({ written, folded, excluded: Boolean(minus) });
  }
  return found;
}

/** A query without what surrounds a domain in an address: `https://example.cn/path` asks for example.cn. */
export const plain = (query) => query.trim().replace(/^https?:\/\//i, "").replace(/(?<=^[\w-]+(?:\.[\w-]+)+)[/?#]\S*$/, "");

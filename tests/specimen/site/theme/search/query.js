// What was asked: words that must all be there, "phrases", and what -must not (查询).
import { fold } from "./fold.js";

// Quotes "“”＂「」 and minus signs -－−.
const PART = /([-\uff0d\u2212])?(?:["\u201c\u201d\uff02\u300c\u300d]([^"\u201c\u201d\uff02\u300c\u300d]*)["\u201c\u201d\uff02\u300c\u300d]?|(\S+))/gu;

/** The words of a query: as written, folded, and whether they exclude. */
export function words(query) {
  const found = [];
  for (const [, minus, phrase, word] of query.matchAll(PART)) {
    const written = phrase ?? word;
    const folded = fold(written);
    if (folded) found.push({ written, folded, excluded: Boolean(minus) });
  }
  return found;
}

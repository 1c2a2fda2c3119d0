// One form for what is written in many, the same as plugins/portal/site/search/fold.py (归一).
import { SIMPLIFIED, TRADITIONAL, UNASSIGNED } from "../../search/simplified.js";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Characters whose codes are told as steps from one to the next, in Base64 VLQ as in source maps. */
function characters(steps) {
  const found = [];
  let code = 0;
  let value = 0;
  let shift = 0;
  for (const letter of steps) {
    const digit = DIGITS.indexOf(letter);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit > 31) continue;
    code += value & 1 ? -(value >> 1) : value >> 1;
    found.push(String.fromCodePoint(code));
    value = shift = 0;
  }
  return found;
}

const simple = characters(SIMPLIFIED);
const simplified = new Map(characters(TRADITIONAL).map((character, place) => [character, simple[place]]));
// Brackets [〔【 ]〕】 become round ones, and the dots in foreign names ・•‧∙⋅ one kind of dot.
const marks = new Map([..."[\u3014\u3010]\u3015\u3011\u30fb\u2022\u2027\u2219\u22c5"].map((mark, place) => [mark, "((()))\u00b7\u00b7\u00b7\u00b7\u00b7"[place]]));
const HYPHEN = /[\p{Pd}\u2212]/u;
const SPACE = /[\p{Zs}\p{Zl}\p{Zp}\p{Cc}\p{Cf}]/u;
// What the writer of the index did not know yet is a letter and stays, whatever this browser knows of it.
// Most text is of characters that everybody has known for decades: they need not be looked up.
const KNOWN = /[\u0020-\u007e\u3000-\u303d\u4e00-\u9fa5\uff01-\uff5e]/;
const bounds = characters(UNASSIGNED).map((one) => `\\u{${one.codePointAt(0).toString(16)}}`);
const UNKNOWN = new RegExp(`[${bounds.map((one, place) => place % 2 ? `-${one}` : one).join("")}]`, "u");
const LETTER = /[\p{L}\p{N}\p{Cn}\p{Co}]/u;
const LATIN = /[0-9a-z]/;
const known = new Map();

const unknown = (character) => !KNOWN.test(character) && UNKNOWN.test(character);

/** What one character becomes; hyphens become `hyphen`. */
function folded(character, hyphen) {
  if (unknown(character)) return character;
  const normal = character.normalize("NFKC").toLowerCase();
  return [...normal].map((one) => {
    const plain = simplified.get(one) ?? one;
    if (HYPHEN.test(plain)) return hyphen;
    return SPACE.test(plain) ? "" : marks.get(plain) ?? plain;
  }).join("");
}

/** Text in simplified characters, half width, lower case, without spaces and hyphens. */
export const fold = (text) => pieces(text).join("");

/** The folded form of each character of `text`. */
export function pieces(text) {
  return Array.from(text, (character) => {
    if (!known.has(character)) known.set(character, folded(character, ""));
    return known.get(character);
  });
}

/** An identifier as it is compared: letters and digits, and what stands between Latin ones. */
export function foldKey(text) {
  let key = "";
  let between = "";
  for (const character of Array.from(text, (one) => folded(one, "-")).join("")) {
    if (!LETTER.test(character) && !unknown(character)) {
      between += character;
      continue;
    }
    key += (LATIN.test(key.at(-1) ?? "") && LATIN.test(character) ? between : "") + character;
    between = "";
  }
  return key;
}

/** Where the folded `word` stands in `text`: pairs of begin and end, none overlapping. */
export function places(text, word) {
  const parts = pieces(text);
  const whole = parts.join("");
  const found = [];
  let hit = whole.indexOf(word);
  let begin = -1;
  let folded = 0;
  let end = 0;
  let place = 0;
  for (const character of hit < 0 ? "" : text) {
    const start = end;
    const before = folded;
    end += character.length;
    folded += parts[place++].length;
    while (hit >= 0 && folded > hit && folded > before) {
      if (begin < 0) begin = start;
      if (folded < hit + word.length) break;
      found.push([begin, end]);
      begin = -1;
      hit = whole.indexOf(word, hit + word.length);
    }
  }
  return found;
}

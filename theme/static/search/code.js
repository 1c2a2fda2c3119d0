// The unified social credit code and its check digit, GB 32100—2015 (统一社会信用代码).
const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const LENGTH = 18;

/** What to say of a code that leads to nobody, by what it is; of what is no code there is nothing to say. */
export const SAID = { letter: "letter", digit: "digit", valid: "nobody", none: "" };

/** What `text` is: `none` (no credit code), `valid`, or one with a wrong `letter` or check `digit`. */
export function creditCode(text) {
  const code = text.normalize("NFKC").toUpperCase().replace(/[\s\p{Cf}\p{Pd}\u2212"\u201c\u201d]/gu, "");
  if (!/^[0-9A-Z]{18}$/.test(code) || !/(\d.*){6}/.test(code)) return { is: "none", code };
  const values = Array.from(code, (character) => ALPHABET.indexOf(character));
  if (values.includes(-1)) return { is: "letter", code };
  const weight = (place) => place < LENGTH - 1 ? 3 ** place % 31 : 1;
  const total = values.reduce((sum, value, place) => sum + value * weight(place), 0);
  return { is: total % 31 === 0 ? "valid" : "digit", code };
}

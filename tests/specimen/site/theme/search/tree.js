// The gram tree: the records in which a run of characters stands; the same as tree.py (字串树).
import { read } from "./sets.js";
import { hex } from "./store.js";

export const DEPTH = 8;
export const FEW = 8;
const MULTIPLIER = 0x9E3779B1;
const CHILD_MULTIPLIER = 0x9E37;
const GRAMS = "grams";
const NOBODY = { numbers: new Uint32Array(0), leads: new Uint32Array(0) };

/**
 * Follow a folded run of at most DEPTH characters from its beginning, with each step a file further:
 * the records in which so much of it stands, and as `leads` those that are called so. The `last` step
 * is not `sure` where the rest was not followed, because so few have the beginning.
 */
export async function* steps(store, text) {
  const root = text.charCodeAt(0) * 0x10000 + (text.length > 1 ? text.charCodeAt(1) : 0);
  let node = await rootOf(store, root);
  for (let place = 2; ; place++) {
    const sure = place >= text.length || !node.numbers.length;
    const last = sure || node.numbers.length <= FEW;
    if (last || node.outside) yield { numbers: node.numbers, leads: node.leads, sure, last };
    if (last) return;
    node = await childOf(store, node, text.charCodeAt(place));
  }
}

async function rootOf(store, label) {
  const { bits } = store.manifest.families[GRAMS];
  const hash = Math.imul(label, MULTIPLIER) >>> 0;
  const bytes = await store.file(GRAMS, bits ? hash >>> 32 - bits : 0);
  return found(bytes, 0, bytes.length, 4, label, null, store.manifest.capacity, digits(label, 8));
}

async function childOf(store, node, label) {
  const gram = node.gram + digits(label, 4);
  const { bytes, at, end, numbers } = node;
  if (!node.outside) return found(bytes, at, end, 2, label, numbers, numbers.length, gram);
  const share = (Math.imul(label, CHILD_MULTIPLIER) & 0xFFFF) >>> 16 - bytes[at];
  const digest = hex(bytes.subarray(at + 1 + share * 4, at + 5 + share * 4));
  const below = await store.apart(`${GRAMS}/below`, `${node.gram}-${share}`, digest);
  return found(below, 0, below.length, 2, label, numbers, numbers.length, gram);
}

const digits = (value, width) => value.toString(16).padStart(width, "0");

/** The node of `label` among the siblings from `at` to `end`; its set is of places in `among`. */
function found(bytes, at, end, width, label, among, universe, gram) {
  while (at < end) {
    let there = 0;
    for (let byte = width - 1; byte >= 0; byte--) there = there * 256 + bytes[at + byte];
    const code = varint(bytes, at + width);
    const size = code.value & 2 ? universe - (code.value >>> 2) : code.value >>> 2;
    const lead = size > FEW ? varint(bytes, code.end) : { value: 0, end: code.end };
    const length = varint(bytes, lead.end);
    if (there === label) {
      const members = read(bytes, length.end, code.value >>> 1, universe);
      const leading = read(bytes, members.end, lead.value, size > FEW ? size : 0);
      const numbers = among ? members.set.map((place) => among[place]) : members.set;
      const leads = leading.set.map((place) => numbers[place]);
      return { bytes, at: leading.end, end: length.end + length.value, outside: code.value & 1, numbers, leads, gram };
    }
    at = length.end + length.value;
  }
  return NOBODY;
}

function varint(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 0x7F) << shift;
    if (byte < 0x80) return { value: value >>> 0, end: at };
  }
}

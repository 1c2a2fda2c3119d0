// A word on its way through the gram tree, by runs where it is longer than the tree is deep (词).
import { intersection } from "./sets.js";
import { DEPTH, steps } from "./tree.js";

export const LOOKED_AT = 24; // more cost more than all else that a query fetches
// Where the runs of a long word begin: at first end to end, then over the seams, while that leaves fewer and still too many.
const SHIFTS = [0, DEPTH / 2, DEPTH / 4, 3 * DEPTH / 4];

/** The records that may have a folded word: fewer with each step, until it has `ended`. */
export class Word {
  numbers = null;
  ended = false;
  sure = false;
  #store;
  #waves;
  #runs = [];
  #left = Infinity;
  #stepping = null;

  constructor(store, folded) {
    this.#store = store;
    this.#waves = SHIFTS.map((shift) => runs(folded, shift)).filter((wave) => wave.length);
  }

  /** Those that are called so, of a word that has ended. */
  get leads() {
    return common(this.#runs.map((run) => run.at.leads));
  }

  /** Follow it a file further; whoever asks meanwhile waits for the same step. */
  step() {
    return this.#stepping ??= this.#step().then(() => { this.#stepping = null; }); // what failed stays so for everybody
  }

  async #step() {
    if (this.ended) return;
    if (this.#runs.every((run) => run.at.last)) {
      this.#runs.push(...this.#waves.shift().map((text) => ({ steps: steps(this.#store, text), at: {} })));
    }
    const open = this.#runs.filter((run) => !run.at.last);
    await Promise.all(open.map(async (run) => { run.at = (await run.steps.next()).value; }));
    this.numbers = common(this.#runs.map((run) => run.at.numbers));
    if (this.#runs.some((run) => !run.at.last)) return;
    this.sure = this.#runs.length === 1 && this.#runs[0].at.sure;
    this.ended = this.sure || this.numbers.length <= LOOKED_AT || this.numbers.length === this.#left || !this.#waves.length;
    this.#left = this.numbers.length;
  }
}

/** The numbers in all of `sets`. */
export const common = (sets) => [...sets].sort((one, other) => one.length - other.length).reduce(intersection);

/** The runs of DEPTH characters of a word, of which the first begins at `shift`, and its last. */
function runs(folded, shift) {
  if (folded.length <= DEPTH) return shift ? [] : [folded];
  const parts = shift ? [] : [folded.slice(-DEPTH)];
  for (let at = shift; at + DEPTH <= folded.length; at += DEPTH) parts.push(folded.slice(at, at + DEPTH));
  return parts;
}

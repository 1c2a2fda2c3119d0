// Sets of small numbers as bits, after Golomb and Rice; the same as sets.py (集合编码).

/** How many low bits each gap has: the logarithm of the mean gap, rounded down. */
function lowBits(count, universe) {
  const mean = Math.floor((universe - count) / Math.max(count, 1));
  return mean > 1 ? 31 - Math.clz32(mean) : 0;
}

/**
 * Read a set of numbers below `universe` from `bytes` at `at`, and say where it ends.
 * Its `code` says how many numbers are written, and in its lowest bit whether these are missing.
 */
export function read(bytes, at, code, universe) {
  const { members, end } = written(bytes, at, code >>> 1, universe);
  return { set: code & 1 ? inverse(members, universe) : members, end };
}

function written(bytes, at, count, universe) {
  const low = lowBits(count, universe);
  const members = new Uint32Array(count);
  let bit = at * 8;
  for (let place = 0; place < count; place++) {
    let gap = 0;
    for (let left = low; left > 0; left--, bit++) gap = gap << 1 | bytes[bit >> 3] >> (7 - (bit & 7)) & 1;
    members[place] = gap;
  }
  let next = 0;
  for (let place = 0; place < count; place++) {
    let high = 0;
    while (!(bytes[bit >> 3] >> (7 - (bit & 7)) & 1)) {
      high++;
      bit++;
    }
    bit++;
    next += (high << low) + members[place];
    members[place] = next++;
  }
  return { members, end: bit + 7 >> 3 };
}

/** The numbers below `universe` that are not among `members`. */
function inverse(members, universe) {
  const missing = new Uint32Array(universe - members.length);
  let place = 0;
  let at = 0;
  for (let number = 0; number < universe; number++) {
    if (members[at] === number) at++;
    else missing[place++] = number;
  }
  return missing;
}

/** The numbers in both; both ascend. */
export function intersection(one, other) {
  const both = new Uint32Array(Math.min(one.length, other.length));
  let count = 0;
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    if (one[i] === other[j]) both[count++] = one[i];
    if (one[i] < other[j]) i++;
    else if (one[i] > other[j]) j++;
    else {
      i++;
      j++;
    }
  }
  return both.subarray(0, count);
}

/** The numbers of `one` that are not in `other`; both ascend. */
export function difference(one, other) {
  const left = new Uint32Array(one.length);
  let count = 0;
  let j = 0;
  for (const number of one) {
    while (j < other.length && other[j] < number) j++;
    if (other[j] !== number) left[count++] = number;
  }
  return left.subarray(0, count);
}

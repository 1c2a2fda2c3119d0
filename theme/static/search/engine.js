// Finds records: what all words have in common, counted, filtered and in order (检索引擎).
import { fold, foldKey } from "./fold.js";
import { creditCode } from "./code.js";
import { difference, read } from "./sets.js";
import { plain } from "./query.js";
import { text } from "./store.js";
import { FEW } from "./tree.js";
import { common, LOOKED_AT, Word } from "./word.js";

export const FACETS = ["type", "kind", "agency", "year", "state"];
const DAY = FACETS.length;
const READ_ON = 400;
const ROWS = 16; // so few are read for what a column would tell of all

/** A record as a result shows it; `head` and `body` are pairs of label and text, `facets` the keys of its values. */
const record = ([id, type, state, label, day, agency, title, head = [], body = [], kind = "", by = ""]) =>
  ({ id, type, state, label, day, agency, title, head, body, facets: { type, kind, agency: by, year: day.slice(0, 4), state: label } });

export class Engine {
  #rows = new Map();
  #columns = new Map();
  #words = new Map();

  constructor(store) {
    this.store = store;
    this.manifest = store.manifest;
  }

  /** The record of a number, with its words. */
  async row(number) {
    const { size } = this.manifest.families.blocks;
    const block = Math.floor(number / size);
    if (!this.#rows.has(block)) this.#rows.set(block, this.store.file("blocks", block).then((bytes) => JSON.parse(text(bytes))));
    return record((await this.#rows.get(block))[number % size]);
  }

  /** Whom an identifier means: what it is, name and code of a subject, how many records, the newest. */
  async exact(query) {
    const code = creditCode(query);
    const keys = new Set([foldKey(plain(query)), code.is === "valid" ? code.code.toLowerCase() : ""]);
    keys.delete("");
    const found = await Promise.all([...keys].map((key) => this.#lookUp(key)));
    return found.flat().map(([what, name, of, count, rows]) => ({ what, name, code: of, count, rows: rows.map(record) }));
  }

  async #lookUp(key) {
    const { bits } = this.manifest.families.keys;
    const shard = await this.store.file("keys", bits ? crc32(key) >>> 32 - bits : 0);
    const start = `[${JSON.stringify(key)},`;
    const line = text(shard).split("\n").find((one) => one.startsWith(start));
    return line ? JSON.parse(line)[1] : [];
  }

  /**
   * The numbers of the records that have all `words` and none excluded; `sure` unless too many to look at.
   * The words are followed side by side, and no further than until so few are left that these are read.
   */
  async find(words) {
    const wanted = words.filter((word) => !word.excluded);
    if (!wanted.length) return { numbers: new Uint32Array(0), sure: true };
    let open = words;
    let numbers = null;
    while (open.length) {
      await Promise.all(open.map((word) => this.#word(word).step()));
      numbers = common(wanted.map((word) => this.#word(word).numbers));
      if (numbers.length <= FEW) return { numbers: await this.#checked(numbers, words), sure: true };
      open = open.filter((word) => !this.#word(word).ended);
    }
    const unsure = wanted.filter((word) => !this.#word(word).sure);
    for (const word of words.filter((one) => one.excluded)) {
      const { numbers: those, sure } = this.#word(word);
      if (!sure && those.length > LOOKED_AT) unsure.push(word);
      else numbers = difference(numbers, sure ? those : await this.#checked(common([numbers, those]), [{ ...word, excluded: false }]));
    }
    if (unsure.length && numbers.length > LOOKED_AT) return { numbers, sure: false };
    return { numbers: await this.#checked(numbers, unsure), sure: true };
  }

  /** The records of `numbers`, in their order. */
  rows(numbers) {
    return Promise.all(Array.from(numbers, (number) => this.row(number)));
  }

  /** Those of `numbers` of which every word is true. */
  async #checked(numbers, words) {
    if (!words.length) return numbers;
    const rows = await this.rows(numbers);
    return numbers.filter((_, place) => holds(rows[place], words));
  }

  /** The rows of one page of `order`; where that is not `sure`, those of which all words are true. */
  async page(order, words, sure, begin, end) {
    if (sure) return this.rows(order.subarray(begin, end));
    const size = end - begin;
    const kept = [];
    for (let at = 0; at < Math.min(order.length, READ_ON) && kept.length < end; at += size) {
      const read = await this.rows(order.subarray(at, at + size));
      kept.push(...read.filter((row) => holds(row, words)));
    }
    return kept.slice(begin, end);
  }

  /** A word as far as it has been followed. */
  #word({ folded }) {
    if (!this.#words.has(folded)) this.#words.set(folded, new Word(this.store, folded));
    return this.#words.get(folded);
  }

  /** The column of a facet, or of the days: one small number for every record. */
  column(place) {
    if (!this.#columns.has(place)) this.#columns.set(place, this.#column(place));
    return this.#columns.get(place);
  }

  async #column(place) {
    const { length } = this.manifest.families.columns;
    const parts = Math.ceil(this.manifest.numbers / length);
    const read = Array.from({ length: parts }, (_, part) => this.store.file("columns", place * parts + part));
    const column = new Uint16Array(this.manifest.numbers);
    (await Promise.all(read)).forEach((bytes, part) => column.set(new Uint16Array(bytes.buffer, 0, bytes.length >> 1), part * length));
    return column;
  }

  /** The values of a facet: pairs of key and label; the first stands for none. */
  async values(place) {
    return JSON.parse(text(await this.store.file("values", place)));
  }

  /** For each of `numbers` the place of its value of a facet among all `values`; of few, their rows tell it. */
  async #places(facet, values, numbers) {
    if (numbers.length > ROWS) {
      const column = await this.column(facet);
      return numbers.map((number) => column[number]);
    }
    const rows = await this.rows(numbers);
    return rows.map((row) => values.findIndex(([key]) => key === row.facets[FACETS[facet]]));
  }

  /** The records that have the value of that key of a facet. */
  async #bearers(facet, key) {
    const values = await this.values(facet);
    const place = values.findIndex(([known]) => known === key);
    if (place < 1) return new Uint32Array(0);
    const bytes = await this.store.apart("values/of", `${facet}-${place}`, values[place][2]);
    return read(bytes, 4, new DataView(bytes.buffer).getUint32(0, true), this.manifest.capacity).set;
  }

  /** Those of `numbers` that have the chosen values; `chosen` is by facet, `but` is left out. */
  async filtered(numbers, chosen, but = "") {
    const wanted = [...FACETS.entries()].filter(([, name]) => chosen[name] && name !== but);
    if (!wanted.length) return numbers;
    if (numbers.length > ROWS) {
      return common([numbers, ...await Promise.all(wanted.map(([facet, name]) => this.#bearers(facet, chosen[name])))]);
    }
    const rows = await this.rows(numbers);
    return numbers.filter((_, at) => wanted.every(([, name]) => rows[at].facets[name] === chosen[name]));
  }

  /** How many of `numbers` have which value of each facet, the other facets as chosen. */
  async counts(numbers, chosen) {
    const narrowed = (name) => FACETS.some((other) => chosen[other] && other !== name);
    return Promise.all(FACETS.map(async (name, facet) => {
      const [values, left] = await Promise.all([
        this.values(facet),
        this.filtered(numbers, chosen, name),
        numbers.length > ROWS && !narrowed(name) ? this.column(facet) : null, // it is asked for below, and need not wait
      ]);
      const counts = new Uint32Array(values.length);
      for (const value of await this.#places(facet, values, left)) counts[value]++;
      const listed = values.map(([key, label], value) => ({ key, label, count: counts[value] })).slice(1);
      if (chosen[name] && !listed.some((one) => one.key === chosen[name])) listed.push({ key: chosen[name], label: chosen[name], count: 0 });
      return { name, values: listed.filter((one) => one.count || one.key === chosen[name]) };
    }));
  }

  /** The day of each of `numbers`; of few, their rows tell it. */
  async #days(numbers) {
    if (numbers.length <= ROWS) return (await this.rows(numbers)).map((row) => since(row.day));
    const column = await this.column(DAY);
    return numbers.map((number) => column[number]);
  }

  /** `numbers` in order: by day, or by how many words stand in title, party and number; newer first. */
  async ordered(numbers, words, sort) {
    const rank = new Uint16Array(this.manifest.capacity);
    const wanted = words.filter((word) => !word.excluded);
    if (sort === "date") {
      const days = await this.#days(numbers);
      numbers.forEach((number, at) => { rank[number] = days[at]; });
    } else if (numbers.length <= FEW) {
      for (const number of numbers) {
        const { head } = await this.row(number);
        rank[number] = wanted.filter((word) => head.some(([, piece]) => fold(piece).includes(word.folded))).length;
      }
    } else {
      for (const word of wanted) {
        for (const number of this.#word(word).leads) rank[number]++;
      }
    }
    return byRank(numbers, rank);
  }
}

/** The number of a day, as the column of days has it. */
const since = (day) => Math.max(0, (Date.parse(day) - Date.parse("1900-01-01")) / 86_400_000);

/** Ascending `numbers` by rank, the highest first, and within a rank the other way round. */
function byRank(numbers, rank) {
  const before = new Uint32Array(0x10001);
  for (const number of numbers) before[0xFFFF - rank[number] + 1]++;
  for (let place = 1; place < before.length; place++) before[place] += before[place - 1];
  const order = new Uint32Array(numbers.length);
  for (let place = numbers.length - 1; place >= 0; place--) {
    order[before[0xFFFF - rank[numbers[place]]]++] = numbers[place];
  }
  return order;
}

/** Whether all words stand, or do not stand, in the pieces of a record. */
export function holds(row, words) {
  const folded = [...row.head, ...row.body].map(([, piece]) => fold(piece));
  return words.every((word) => folded.some((piece) => piece.includes(word.folded)) !== Boolean(word.excluded));
}

function crc32(word) {
  let crc = -1;
  for (const byte of new TextEncoder().encode(word)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc >>> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
  }
  return ~crc >>> 0;
}

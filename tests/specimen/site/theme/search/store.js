// The files of the record index, by number and digest; docs/search.md says which there are (文件).
const FOLDER = new URL("../../search/", import.meta.url);
const PAGE = 256;
const VERSION = 2;

/** A file could not be read: no answer may be given. */
export class Unread extends Error {}

/** A file is no longer there: the site was built anew since the manifest was read. */
export class Outdated extends Unread {}

/** Bytes as they stand in names. */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Store {
  #files = new Map();
  #listed = new Map();

  /** Read the manifest, past every cache. */
  static async open() {
    const store = new Store();
    store.manifest = await (await fetched("index.json", { cache: "no-cache" })).json();
    if (store.manifest.version !== VERSION) throw new Unread(`version ${store.manifest.version}`);
    return store;
  }

  /** One file of a family. */
  async file(family, number) {
    const known = this.manifest.families[family];
    if (known.digests) return this.get(path(family, number, this.#digest(family, known.digests, number)));
    const page = Math.floor(number / PAGE);
    const listed = await this.get(`${family}/${page}.${known.pages.slice(page * 8, page * 8 + 8)}.bin`);
    const place = number % PAGE * 4;
    return this.get(path(family, number, hex(listed.subarray(place, place + 4))));
  }

  /** A digest that the manifest itself tells. */
  #digest(family, digests, number) {
    if (!this.#listed.has(family)) this.#listed.set(family, Uint8Array.from(atob(digests), (byte) => byte.charCodeAt(0)));
    return hex(this.#listed.get(family).subarray(number * 4, number * 4 + 4));
  }

  /** A file of a folder that no number tells, but a name and the digest that another file tells. */
  apart(folder, name, digest) {
    return this.get(`${folder}/${digest.slice(-2)}/${name}.${digest}.bin`);
  }

  /** The file of that name, unpacked. */
  get(name) {
    if (!this.#files.has(name)) this.#files.set(name, unpacked(name));
    return this.#files.get(name);
  }
}

const path = (family, number, digest) => `${family}/${Math.floor(number / PAGE)}/${number}.${digest}.bin`;

async function fetched(name, options) {
  const answer = await fetch(new URL(name, FOLDER), options).catch((error) => {
    throw new Unread(`${name}: ${error.message}`);
  });
  if (answer.status === 404) throw new Outdated(name);
  if (!answer.ok) throw new Unread(`${name}: ${answer.status}`);
  return answer;
}

async function unpacked(name) {
  const { body } = await fetched(name);
  const stream = body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export const text = (bytes) => new TextDecoder().decode(bytes);

// A simple search over Pagefind: Han characters are single words there, so queries are phrases.
const HAN = /([\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}])/gu;
const form = document.querySelector("main form[role=search]");
const outcome = document.getElementById("outcome");
const list = document.getElementById("results");
const more = document.getElementById("more");
const PAGE = 20;

const spaced = (text) => text.replace(/[^\p{L}\p{N}_\s]+/gu, " ").replace(HAN, " $1 ").trim().replace(/\s+/g, " ");
const joined = (text) => text.replace(/<\/mark>\s*<mark>/g, "").replace(/(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f]|<)|(?<=>)\s+(?=[^\x00-\x7f])/g, "");

function excerpt(html) {
  const paragraph = document.createElement("p");
  for (const part of joined(html).split(/(<mark>.*?<\/mark>)/)) {
    const marked = part.startsWith("<mark>");
    const node = document.createElement(marked ? "mark" : "span");
    node.textContent = new DOMParser().parseFromString(part, "text/html").body.textContent;
    paragraph.append(node);
  }
  return paragraph;
}

function say(what, values = {}) {
  outcome.textContent = outcome.dataset[what].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

async function add(results) {
  for (const result of results) {
    const data = await result.data();
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = new URL(`..${data.raw_url ?? data.url}`, location.href.split("?")[0]).href;
    link.textContent = data.meta.title ?? data.url;
    item.append(link, excerpt(data.excerpt));
    list.append(item);
  }
}

async function search(query) {
  const words = spaced(query);
  if (!words) return;
  say("busy");
  const failures = [];
  const fetched = window.fetch;
  window.fetch = async (...request) => {
    const answer = await fetched(...request).catch((error) => { failures.push(error); throw error; });
    if (!answer.ok) failures.push(answer.status);
    return answer;
  };
  try {
    const pagefind = await import("../pagefind/pagefind.js");
    await pagefind.options({ excerptLength: 40 });
    const found = await pagefind.search(words.includes(" ") ? `"${words}"` : words);
    if (failures.length) throw new Error(String(failures[0]));
    let shown = 0;
    const next = async () => {
      await add(found.results.slice(shown, shown + PAGE));
      shown += PAGE;
      more.hidden = shown >= found.results.length;
    };
    more.querySelector("button").onclick = next;
    await next();
    say(found.results.length ? "found" : "none", { count: found.results.length, query });
  } catch (error) {
    say("failed");
    console.error(error);
  } finally {
    window.fetch = fetched;
  }
}

const query = new URLSearchParams(location.search).get("q");
if (query) {
  form.q.value = query;
  search(query);
}

// Look-up before a permit: what is public of each line, or a clear no; nothing leaves the browser (核对).
import { creditCode, SAID } from "./code.js";
import { Engine } from "./engine.js";
import { Outdated, Store } from "./store.js";
import { element, exactly, say } from "./view.js";

const MOST = 200;
const form = document.querySelector("main form");
const box = document.getElementById("q"); // without a name: a form sent without this script tells nothing
const outcome = document.getElementById("outcome");
const answers = document.getElementById("answers");

/** What one line asks for: whom it means, or why it means nobody. */
async function answered(engine, query) {
  const code = creditCode(query);
  const groups = await engine.exact(query);
  const said = groups.length ? "" : SAID[code.is] || "absent";
  return { query, groups, said, code: code.code };
}

/** The answer of one line, with its number. */
function shown({ query, groups, said, code }, place, manifest) {
  const heading = element("h2", {}, `${place + 1}. `, element("q", {}, query));
  const no = said ? [element("p", { class: "absent" }, say(said, { code, query }))] : [];
  return element("section", { class: "answer" }, heading, ...no, ...exactly(groups, manifest, query));
}

async function lookUp(again = false) {
  const lines = box.value.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  answers.replaceChildren();
  if (!lines.length || lines.length > MOST) {
    outcome.textContent = lines.length ? say("many", { most: MOST, count: lines.length }) : say("empty");
    return;
  }
  outcome.textContent = say("busy");
  try {
    const engine = new Engine(await Store.open());
    const found = await Promise.all(lines.map((line) => answered(engine, line)));
    const { as_of: day, records: searched } = engine.manifest;
    answers.replaceChildren(...found.map((one, place) => shown(one, place, engine.manifest)));
    const wrong = found.filter((one) => one.said === "letter" || one.said === "digit").length;
    const there = found.filter((one) => one.groups.length).length;
    const done = say("done", { count: lines.length, there, wrong, none: lines.length - there - wrong, day, searched });
    outcome.textContent = again ? `${done} ${say("renewed")}` : done;
  } catch (error) {
    if (error instanceof Outdated && !again) return lookUp(true);
    answers.replaceChildren();
    outcome.textContent = say("failed");
    console.error(error);
  }
  outcome.focus();
}

document.getElementById("waiting").remove();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  lookUp();
});

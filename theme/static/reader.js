// What the reader may set: size of text, light or dark; and the buttons that need a script.
(() => {
  const root = document.documentElement;
  const OLD = 7; // days without a build
  const THEMES = ["", "light", "dark", "contrast"];
  const kept = (name) => { try { return localStorage.getItem(name) ?? ""; } catch { return ""; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* a private window */ } };
  const set = (name, value) => (value ? root.setAttribute(`data-${name}`, value) : root.removeAttribute(`data-${name}`));
  set("size", kept("size"));
  set("theme", kept("theme"));

  addEventListener("DOMContentLoaded", () => {
    const sizes = document.querySelectorAll(".reader [data-size]");
    const press = () => sizes.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.size === kept("size"))));
    sizes.forEach((button) => button.addEventListener("click", () => {
      keep("size", button.dataset.size);
      set("size", button.dataset.size);
      press();
    }));
    const theme = document.querySelector(".reader [data-theme-next]");
    const say = () => { theme.textContent = theme.dataset.label + theme.dataset.names.split(",")[THEMES.indexOf(kept("theme"))]; };
    theme.addEventListener("click", () => {
      const next = THEMES[(THEMES.indexOf(kept("theme")) + 1) % THEMES.length];
      keep("theme", next);
      set("theme", next);
      say();
    });
    press();
    say();
    document.querySelector(".reader").hidden = false;

    const told = (name) => getComputedStyle(root).getPropertyValue(name).replaceAll('"', "").trim();
    const day = told("--as-of");
    const today = new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10); // in China
    const change = told("--next-change");
    const age = Math.round((Date.parse(today) - Date.parse(day)) / 86400000);
    document.querySelector("[data-late]").hidden = !(age > OLD || (change && today > change));
    const draft = document.querySelector("[data-until]");
    if (draft && today > draft.dataset.until) document.body.replaceChildren(draft.dataset.over);

    for (const place of document.querySelectorAll("[data-left]")) {
      const days = Math.round((Date.parse(place.dataset.left) - Date.parse(day)) / 86400000);
      if (days >= 0) {
        place.dataset.said = place.dataset.words.replace("{days}", days);
        place.hidden = false;
      }
    }

    const copy = document.querySelector("[data-copy]");
    if (copy && navigator.clipboard) {
      copy.parentElement.hidden = false;
      copy.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.querySelector("link[rel=canonical]").href);
        copy.querySelector("span").textContent = copy.dataset.done;
      });
    }
    const print = document.querySelector("[data-print]");
    if (print) {
      print.parentElement.hidden = false;
      print.addEventListener("click", () => window.print());
    }
  });
})();

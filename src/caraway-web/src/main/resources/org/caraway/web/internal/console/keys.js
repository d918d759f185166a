// What the keyboard does.

import { Modal } from "./parts.js";
import { html, useEffect, useState } from "./view.js";

const PAGES = { o: "overview", f: "failures", t: "tasks", k: "workflows", q: "queues", w: "workers", s: "schedules",
  a: "audit" };

const HELP = [
  ["?", "this list"],
  ["/", "search"],
  ["r", "read the page again"],
  ["p", "pause or resume live updates of a list"],
  ...Object.entries(PAGES).map(([key, page]) => [`g ${key}`, `go to ${page}`]),
];

const typing = element => element.closest("input, textarea, select, [contenteditable]") !== null;

/** Listens to the keyboard, and shows the keys. */
export function Keys() {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    let going = false;
    const pressed = event => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      if (going && PAGES[event.key]) location.hash = `#/${PAGES[event.key]}`;
      going = event.key === "g";
      if (event.key === "?") setShown(true);
      if (event.key === "r") document.dispatchEvent(new Event("caraway-reload"));
      if (event.key === "p") document.dispatchEvent(new Event("caraway-pause"));
      if (event.key === "/") {
        event.preventDefault();
        document.getElementById("search")?.focus();
      }
    };
    document.addEventListener("keydown", pressed);
    document.addEventListener("caraway-help", () => setShown(true));
    return () => document.removeEventListener("keydown", pressed);
  }, []);
  return shown && html`<${Modal} title="Keys" close=${() => setShown(false)}>
    <dl class="keys">${HELP.map(([key, what]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${what}</dd>
      </div>`)}</dl>
  <//>`;
}

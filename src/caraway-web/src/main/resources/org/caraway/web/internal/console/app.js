// The frame of the console: which page is shown, and what stands around it.

import { connection, may, readPermissions, send } from "./api.js";
import { AuditPage } from "./audit.js";
import { FailuresPage } from "./failures.js";
import { query } from "./format.js";
import { Keys } from "./keys.js";
import { OverviewPage } from "./overview.js";
import { Empty, Trouble } from "./parts.js";
import { QueuesPage } from "./queues.js";
import { SchedulesPage } from "./schedules.js";
import { TaskPage } from "./task.js";
import { TasksPage } from "./tasks.js";
import { html, render, useEffect, useState } from "./view.js";
import { WorkersPage } from "./workers.js";
import { WorkflowPage, WorkflowsPage } from "./workflow.js";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const PAGES = [
  { path: "overview", title: "Overview", needs: "GET queues", page: OverviewPage },
  { path: "failures", title: "Failures", needs: "GET failures", page: FailuresPage },
  { path: "tasks", title: "Tasks", needs: "GET tasks", page: TasksPage },
  { path: "workflows", title: "Workflows", needs: "GET tasks", page: WorkflowsPage },
  { path: "queues", title: "Queues", needs: "GET queues", page: QueuesPage },
  { path: "workers", title: "Workers", needs: "GET workers", page: WorkersPage },
  { path: "schedules", title: "Schedules", needs: "GET schedules", page: SchedulesPage },
  { path: "audit", title: "Audit", needs: "GET audit", page: AuditPage },
];

const open = () => PAGES.filter(page => may(page.needs));

/** The address behind the hash: the path in parts, and the parameters. */
function address() {
  const [path, parameters] = location.hash.replace(/^#\/?/, "").split("?");
  return { parts: path.split("/").filter(Boolean).map(decodeURIComponent),
    parameters: new URLSearchParams(parameters) };
}

function useAddress() {
  const [now, setNow] = useState(address);
  useEffect(() => {
    const moved = () => { setNow(address()); window.scrollTo(0, 0); };
    window.addEventListener("hashchange", moved);
    return () => window.removeEventListener("hashchange", moved);
  }, []);
  return now;
}

async function find(text) {
  if (ID.test(text)) return `#/tasks/${text.toLowerCase()}`;
  const { definitions } = may("GET definitions") ? await send("GET", "definitions") : { definitions: [] };
  const names = definitions.map(definition => definition.name)
    .filter(name => name.toLowerCase().includes(text.toLowerCase()));
  return `#/tasks${query(names.length ? { name: names } : { key: text })}`;
}

function Search() {
  const search = async event => {
    event.preventDefault();
    const text = event.target.elements.search.value.trim();
    if (text) location.hash = await find(text);
    event.target.reset();
  };
  return html`<form role="search" onSubmit=${search}>
    <input id="search" name="search" type="search" aria-label="Search by id, name or key"
      placeholder="Id, name or key  ( / )" />
  </form>`;
}

function Message() {
  const [text, setText] = useState("");
  useEffect(() => {
    let timer;
    const show = event => {
      clearTimeout(timer);
      setText(event.detail);
      timer = setTimeout(() => setText(""), 4_000);
    };
    document.addEventListener("caraway-announce", show);
    return () => document.removeEventListener("caraway-announce", show);
  }, []);
  return html`<div class="message" role="status" hidden=${!text}>${text}</div>`;
}

function Connection() {
  const [lost, setLost] = useState(connection.lost);
  useEffect(() => {
    connection.listeners.add(setLost);
    return () => connection.listeners.delete(setLost);
  }, []);
  useEffect(() => {
    if (!lost) return undefined;
    const timer = setInterval(() => document.dispatchEvent(new Event("caraway-reload")), 3_000);
    return () => clearInterval(timer);
  }, [lost]);
  return lost && html`<div class="lost"
    role="alert">The server does not answer. What you see may be old; trying again.</div>`;
}

function content({ parts, parameters }) {
  const [first = open()[0]?.path, id, below] = parts;
  if (first === "tasks" && id && below === "workflow") return html`<${WorkflowPage} id=${id} key=${id} />`;
  if (first === "tasks" && id) return html`<${TaskPage} id=${id} key=${id} />`;
  const page = open().find(one => one.path === first);
  if (page) return html`<${page.page} parameters=${parameters} key=${page.path} />`;
  return html`<${Empty} title="There is no such page">It does not exist, or your role may not see it.<//>`;
}

function Console() {
  const now = useAddress();
  const current = now.parts[0] ?? open()[0]?.path;
  useEffect(() => {
    const page = PAGES.find(one => one.path === current);
    document.title = `${page ? page.title : "Console"} · Caraway`;
  }, [current]);
  const skip = event => { event.preventDefault(); document.getElementById("content").focus(); };
  return html`
    <a class="skip" href="#content" onClick=${skip}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/"><img src="icon.svg" alt="" width="28" height="28" /> Caraway</a>
      <nav aria-label="Pages">${open().map(page => html`<a key=${page.path} href=${`#/${page.path}`}
        aria-current=${page.path === current ? "page" : undefined}>${page.title}</a>`)}</nav>
      <${Search} />
      <button type="button" class="small secondary outline help" aria-label="Keys" title="Keys ( ? )"
        onClick=${() => document.dispatchEvent(new Event("caraway-help"))}>?</button>
    </header>
    <${Connection} />
    <main id="content" tabindex="-1">${content(now)}</main>
    <${Message} /><${Keys} />`;
}

const root = document.getElementById("console");
try {
  await readPermissions();
  root.replaceChildren();
  render(html`<${Console} />`, root);
} catch (problem) {
  root.replaceChildren();
  render(html`<main id="content"><h1>Caraway</h1><${Trouble} problem=${problem} /></main>`, root);
}

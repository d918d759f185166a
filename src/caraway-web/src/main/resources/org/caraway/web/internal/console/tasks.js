// The list of tasks, with filters that are the address of the page.

import { may, send, useData } from "./api.js";
import { before, many, query } from "./format.js";
import { Action, countFirst, Empty, Loaded, Progress, RunTime, State, Table, Time } from "./parts.js";
import { html, useEffect, useState } from "./view.js";

const EVERY = 3_000;
const PAGE = 50;
const LABELS_SHOWN = 3;
const STATES = ["PENDING", "WAITING", "STARTED", "RETRY", "SUCCESS", "FAILURE", "REVOKED", "EXPIRED", "SKIPPED"];
const LAST = { "": "any time", "15m": "15 minutes", "1h": "1 hour", "24h": "1 day", "7d": "7 days" };
const LISTS = ["name", "queue", "state", "label"];
const SINGLES = ["text", "createdBy", "key", "workerId", "rootId", "workflowId", "workflowName", "since", "until",
  "finishedSince", "finishedUntil", "delayed"];

/** The filter of a request, as its parameters. A text is searched for in the last day, if nothing else is said. */
export function filterOf(parameters) {
  const filter = {};
  for (const name of LISTS) {
    const values = parameters.getAll(name).filter(Boolean);
    if (values.length) filter[name] = values;
  }
  for (const name of SINGLES) if (parameters.get(name)) filter[name] = parameters.get(name);
  const last = parameters.get("last") || (filter.text && !filter.since && !filter.finishedSince ? "24h" : "");
  if (last) filter.since = before(last);
  return filter;
}

/** The same filter, as a member of the body of a bulk request. */
export function bulkFilter(filter) {
  const { label, delayed, ...others } = filter;
  if (label) others.label = Object.fromEntries(label.map(text => [text.slice(0, text.indexOf(":")),
    text.slice(text.indexOf(":") + 1)]));
  if (delayed) others.delayed = true;
  return Object.keys(others).length ? others : "*";
}

/** The address of this page with other values. */
function address(parameters, changed) {
  const values = Object.fromEntries([...new Set(parameters.keys())].map(name => [name, parameters.getAll(name)]));
  return `#/tasks${query({ ...values, cursor: "", ...changed })}`;
}

const Choice = ({ name, label, value, options, change }) => html`<label>${label}
  <select name=${name} value=${value} onChange=${change}>${options.map(([key, text]) => html`<option key=${key}
    value=${key}
    selected=${key === value}>${text}</option>`)}</select></label>`;

const Text = ({ name, label, value, change, list, hint }) => html`<label>${label}
  <input name=${name} value=${value} list=${list} placeholder=${hint} onChange=${change} autocomplete="off" /></label>`;

function Filters({ parameters }) {
  const queues = useData(may("GET queues") ? "queues" : null);
  const definitions = useData(may("GET definitions") ? "definitions" : null);
  const value = name => parameters.getAll(name)[0] ?? "";
  const change = event => {
    location.hash = address(parameters, { [event.target.name]: event.target.value.trim() });
  };
  const chips = ["workerId", "rootId", "workflowId", "workflowName", "key", "finishedSince", "finishedUntil", "since",
    "until", "delayed"]
    .filter(name => parameters.get(name));
  const several = LISTS.filter(name => parameters.getAll(name).length > 1);
  const field = name => ({ name, value: value(name), change });
  return html`<form class="filters" role="search" aria-label="Filters" onSubmit=${event => event.preventDefault()}>
    <${Text} ...${field("name")} label="Name" list="names" hint="any" />
    <datalist id="names">${definitions.data?.definitions.map(one => html`<option key=${one.name}
      value=${one.name} />`)}</datalist>
    <${Choice} ...${field("queue")} label="Queue" options=${[["", "any"], ...new Set([...(queues.data?.queues ?? [])
      .map(one => one.queue), value("queue")])]
      .map(one => (Array.isArray(one) ? one : [one, one])).filter(([key, text], i) => i === 0 || key)} />
    <${Choice} ...${field("state")} label="State" options=${[["", "any"], ...STATES.map(one => [one, one])]} />
    <${Choice} ...${field("last")} label="Enqueued in the last" options=${Object.entries(LAST)} />
    <${Text} ...${field("text")} label="Text" hint="in arguments, result, error" />
    <${Text} ...${field("label")} label="Label" hint="name:value" />
    <${Text} ...${field("createdBy")} label="Caller" hint="any" />
    <a role="button" class="secondary outline small" href="#/tasks">Clear</a>
    ${[...chips, ...several].map(name => html`<a class="chip" key=${name} href=${address(parameters, { [name]: "" })}
      title="Remove this condition">${name}: ${parameters.getAll(name).join(", ")} ×</a>`)}
  </form>`;
}

/** The names of labels that most tasks of a page have. */
function labelsOf(tasks) {
  const seen = new Map();
  for (const name of tasks.flatMap(task => Object.keys(task.labels ?? {}))) seen.set(name, (seen.get(name) ?? 0) + 1);
  return [...seen].sort((one, other) => other[1] - one[1]).slice(0, LABELS_SHOWN).map(([name]) => name);
}

const Row = ({ task, labels }) => html`<tr>
  <td><a href=${`#/tasks/${task.id}`}>${task.name}</a><small class="id">${task.id}</small></td>
  <td><${State} state=${task.state} status=${task.status} />${task.error && html`<small class="error"
    title=${task.error.message}>${task.error.message}</small>`}
    <${Progress} progress=${task.state === "STARTED" ? task.progress : null} state=${task.state} /></td>
  <td>${task.queue}</td>
  <td><${Time} at=${task.createdAt} /></td>
  <td class="wide"><${RunTime} of=${task} /></td>
  <td class="wide number">${task.attempt}</td>
  <td class="wide">${task.createdBy ?? html`<span class="quiet">–</span>`}</td>
  ${labels.map(name => html`<td key=${name} class="wide">${task.labels?.[name] ?? ""}</td>`)}
</tr>`;

function Bulk({ filter, reload }) {
  const body = bulkFilter(filter);
  return html`<div class="bar">
    ${may("POST bulk/retry") && html`<${Action} label="Retry all"
      title="Runs the failed, revoked and expired tasks of this filter again"
      confirm=${countFirst("retry", body, "Run again")} run=${() => send("POST", "bulk/retry", { filter: body })}
        done=${reload} />`}
    ${may("POST bulk/revoke") && html`<${Action} label="Revoke all" title="Revokes the unfinished tasks of this filter"
      confirm=${countFirst("revoke", body, "Revoke")} run=${() => send("POST", "bulk/revoke", { filter: body })}
        done=${reload} />`}
  </div>`;
}

export function TasksPage({ parameters }) {
  const text = parameters.toString();
  const [paused, setPaused] = useState(false);
  const [filter, setFilter] = useState(() => ({ text, value: filterOf(parameters) }));
  if (filter.text !== text) setFilter({ text, value: filterOf(parameters) });
  useEffect(() => {
    const toggle = () => setPaused(now => !now);
    document.addEventListener("caraway-pause", toggle);
    return () => document.removeEventListener("caraway-pause", toggle);
  }, []);
  const cursor = parameters.get("cursor") ?? "";
  const live = !paused && !cursor && !filter.value.text;
  const page = useData(`tasks${query({ ...filter.value, cursor, limit: PAGE })}`, live ? EVERY : 0);
  const tasks = page.data?.tasks ?? [];
  const labels = labelsOf(tasks);
  return html`<div class="title"><h1>Tasks</h1>
      <button type="button" class="small secondary outline" aria-pressed=${paused} onClick=${() => setPaused(!paused)}
        title="Live updates ( p )">${live ? "Live" : paused ? "Paused" : "Not live"}</button></div>
    <${Filters} parameters=${parameters} />
    <${Loaded} of=${page}>
      ${tasks.length === 0
        ? html`<${Empty} title="No task matches">${cursor || text
          ? "Clear filters, or look further back."
          : "Enqueue one: tasks.enqueue(Mail::send, 42L)"}<//>`
        : html`<${Bulk} filter=${filter.value} reload=${page.reload} />
          <${Table} label="Tasks" head=${["Task", "State", "Queue", "Enqueued", ["Run time", "wide"], ["Attempt",
            "wide number"], ["Caller", "wide"], ...labels.map(name => [name, "wide"])]}>
            ${tasks.map(task => html`<${Row} key=${task.id} task=${task} labels=${labels} />`)}
          <//>`}
      <nav class="pages" aria-label="Pages of the list">
        ${cursor && html`<a href=${address(parameters, {})}>Newest</a>`}
        <span>${many(tasks.length, "task")} on this page</span>
        ${page.data?.next && html`<a href=${address(parameters, { cursor: page.data.next })}>Older</a>`}
      </nav>
    <//>`;
}

// One task: what it is, what became of it, why it waits, and what can be done.

import { may, path, Problem, send, useData, useStatus } from "./api.js";
import { between, many, parse, plain, pretty, span } from "./format.js";
import { Action, announce, Json, Loaded, Modal, Progress, RunTime, State, Table, Time, Trouble } from "./parts.js";
import { html, useCallback, useEffect, useRef, useState } from "./view.js";
import { reasons, signalOf } from "./why.js";

const FINAL = ["SUCCESS", "FAILURE", "REVOKED", "EXPIRED", "SKIPPED"];
const MASK = '"***"';
const WAITING = ["PENDING", "WAITING", "RETRY"];

/** A dialog in which JSON is edited and sent; its text is sent as it is, so that no number changes. */
function Edited({ title, label, text, close, run, done }) {
  const area = useRef(null);
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const go = async () => {
    const edited = area.current.value;
    try {
      parse(edited);
    } catch (malformed) {
      setProblem(new Problem(0, { title: "This is no JSON", detail: malformed.message }));
      return;
    }
    setBusy(true);
    try {
      await run(edited);
      close();
      announce(`${title}: done`);
      done();
    } catch (failure) {
      setProblem(failure);
      setBusy(false);
    }
  };
  return html`<${Modal} title=${title} close=${close}
    actions=${html`<button type="button" aria-busy=${busy} disabled=${busy}
      onClick=${go} data-confirm>${title}</button>`}>
    <label>${label}<textarea ref=${area} rows="8" spellcheck="false" class="code">${text}</textarea></label>
    ${text.includes(MASK)
      && html`<p>${MASK} stands for a value that is not shown. Replace it, or it is sent as it is.</p>`}
    <${Trouble} problem=${problem} />
  <//>`;
}

function Buttons({ task, reload }) {
  const [editing, setEditing] = useState(null);
  const here = path("tasks", task.id);
  const ended = FINAL.includes(task.state);
  const succeeded = task.state === "SUCCESS";
  const close = () => setEditing(null);
  const signal = signalOf(task);
  const operator = may("POST tasks/{id}/retry") && task.state !== "SKIPPED";
  return html`<div class="bar">
    ${operator && ended && html`<${Action} label=${succeeded ? "Run again" : "Retry"} kind="primary"
      confirm=${succeeded ? "It has succeeded. Run it once more?" : null}
      run=${() => send("POST", `${here}/retry`, succeeded ? { rerun: true } : {})} done=${reload} />`}
    ${operator && ended && !succeeded && html`<button type="button" class="small secondary outline"
      onClick=${() => setEditing("retry")}>Retry with other arguments</button>`}
    ${may("DELETE tasks/{id}") && !ended && html`<${Action} label="Revoke"
      confirm="It will not run, or be asked to stop. Revoke it?"
      run=${() => send("DELETE", here)} done=${reload} />`}
    ${may("DELETE tasks/{id}") && task.state === "STARTED" && html`<${Action} label="Interrupt"
      confirm="Its thread is interrupted, and the task is revoked. Interrupt it?"
      run=${() => send("DELETE", `${here}?interrupt`)} done=${reload} />`}
    ${may("POST tasks/{id}/signals/{signal}") && signal && html`<button type="button" class="small"
      onClick=${() => setEditing("signal")}>Send the signal "${signal}"</button>`}
    ${editing === "retry" && html`<${Edited} title="Retry with other arguments" label="Arguments, as JSON"
      text=${task.arguments === undefined ? "[]" : pretty(task.arguments)} close=${close} done=${reload}
      run=${text => send("POST", `${here}/retry`, `{"arguments": ${text}}`)} />`}
    ${editing === "signal" && html`<${Edited} title="Send the signal" label=${`Value of "${signal}", as JSON`}
      text="true"
      close=${close} done=${reload}
        run=${text => send("POST", `${here}/signals/${encodeURIComponent(signal)}`, text)} />`}
  </div>`;
}

function Why({ task }) {
  const waits = WAITING.includes(task.state);
  const queue = useData(waits && may("GET queues") ? path("queues", task.queue) : null, 3_000);
  const definition = useData(waits && may("GET definitions") ? path("definitions", task.name) : null, 10_000);
  const stats = useData(waits && may("GET health") ? `stats?since=${new Date(0).toISOString()}` : null);
  if (!waits || (may("GET queues") && !queue.data && !queue.problem)) return null;
  const found = reasons({ task, queue: queue.data, definition: definition.data, unclaimable: stats.data?.unclaimable });
  return html`<section aria-labelledby="why"><h2 id="why">Why it waits</h2><ul
    class="why">${found.map(reason => html`<li key=${reason.text}>
    ${reason.text} ${reason.href && html`<a href=${reason.href}>Look</a>`}
    ${reason.action === "resume-queue" && may("PUT queues/{queue}") && html`<${Action} label="Resume the queue"
      run=${() => send("PUT", path("queues", task.queue), { paused: false })} done=${queue.reload} />`}
    ${reason.action === "resume-definition" && may("PUT definitions/{name}") && html`<${Action} label="Resume the name"
      run=${() => send("PUT", path("definitions", task.name), { paused: false })} done=${definition.reload} />`}
  </li>`)}</ul></section>`;
}

const Fact = ({ name, children }) => html`<div><dt>${name}</dt><dd>${children}</dd></div>`;
const link = (filter, value) => html`<a href=${`#/tasks?${filter}=${encodeURIComponent(value)}`}>${value}</a>`;

const Facts = ({ task }) => html`<dl class="facts">
  <${Fact} name="Queue">${link("queue", task.queue)}<//>
  <${Fact} name="Enqueued"><${Time} at=${task.createdAt} />${task.createdBy
    && html` by ${link("createdBy", task.createdBy)}`}<//>
  ${!FINAL.includes(task.state) && html`<${Fact} name="Due"><${Time} at=${task.runAt} /><//>`}
  <${Fact} name="Started"><${Time} at=${task.startedAt} />${task.workerId && html` on ${task.workerId}`}<//>
  <${Fact} name="Finished"><${Time} at=${task.finishedAt} /><//>
  <${Fact} name="Run time"><${RunTime} of=${task} /><//>
  <${Fact} name="Attempt">${task.attempt}, ${many(task.retries, "retry").replace("retrys", "retries")}<//>
  <${Fact} name="Priority">${task.priority}<//>
  ${task.key && html`<${Fact} name="Key">${link("key", task.key)}<//>`}
  ${task.uniqueKey && html`<${Fact} name="Unique key">${task.uniqueKey}<//>`}
  ${task.expiresAt && html`<${Fact} name="Expires"><${Time} at=${task.expiresAt} /><//>`}
  ${task.retainUntil && html`<${Fact} name="Deleted"><${Time} at=${task.retainUntil} /><//>`}
  ${task.revokedBy && html`<${Fact} name="Revoked by">${task.revokedBy}<//>`}
  ${task.parentId && html`<${Fact} name="Parent"><a href=${`#/tasks/${task.parentId}`}>the task that enqueued it</a>
    <//>`}
  <${Fact} name="Tree"><a href=${`#/tasks?rootId=${task.rootId}`}>all tasks of its root</a><//>
  ${task.workflowId && html`<${Fact} name="Workflow"><a
    href=${`#/tasks/${task.id}/workflow`}>its workflow</a>${task.step && html`, step ${task.step}`}<//>`}
  ${Object.entries(task.labels ?? {}).map(([name, value]) => html`<${Fact} key=${name}
    name=${name}>${link("label", `${name}:${value}`)}<//>`)}
</dl>`;

const Trace = ({ error }) => html`<div class="failed"><strong>${error.type}</strong><p>${error.message}</p>
  ${error.trace && html`<details><summary>Stack trace</summary><pre tabindex="0" aria-label="Stack trace">
    <code>${error.trace}</code></pre></details>`}</div>`;

function Attempts({ id, version }) {
  const attempts = useData(`${path("tasks", id)}/attempts`);
  const { reload } = attempts;
  useEffect(() => { reload(); }, [version, reload]);
  const list = attempts.data?.attempts ?? [];
  return html`<section><h2>Attempts without success</h2><${Loaded} of=${attempts}>
    ${list.length === 0 ? html`<p class="quiet">None</p>` : html`<ol
      class="attempts">${[...list].reverse().map(attempt => html`<li key=${attempt.attempt}>
      <div><strong>Attempt ${attempt.attempt}</strong> ${plain(attempt.outcome)}, <${Time} at=${attempt.startedAt} />,
        ran for ${attempt.startedAt && attempt.finishedAt ? span(between(attempt.startedAt,
          attempt.finishedAt)) : "–"} on ${attempt.workerId}</div>
      ${attempt.error && html`<${Trace} error=${attempt.error} />`}
    </li>`)}</ol>`}<//></section>`;
}

function Log({ id, version }) {
  const log = useData(`${path("tasks", id)}/log`);
  const { reload } = log;
  useEffect(() => { reload(); }, [version, reload]);
  const lines = log.data?.lines ?? [];
  return html`<section><h2>Log</h2><${Loaded} of=${log}>${lines.length === 0
    ? html`<p class="quiet">No lines. What a task logs is kept if the application says so.</p>`
    : html`<${Table} label="Log"
      head=${["Time", "Level", "Line", ["Attempt", "wide number"]]}>${lines.map((line, i) => html`<tr key=${i}>
      <td><${Time} at=${line.loggedAt} full /></td><td>${line.level}</td><td class="code">${line.line}</td><td
        class="wide number">${line.attempt}</td></tr>`)}<//>`}<//></section>`;
}

export function TaskPage({ id }) {
  const document = useData(path("tasks", id));
  const [status, setStatus] = useState(null);
  const known = useRef("");
  const { reload } = document;
  const changed = useCallback(now => {
    setStatus(now);
    const version = `${now.state} ${now.attempt}`;
    if (known.current && known.current !== version) reload();
    known.current = version;
  }, [reload]);
  const [again, setAgain] = useState(0);
  useStatus(id, changed, again);
  const acted = () => { setAgain(again + 1); setStatus(null); reload(); };

  const task = document.data && { ...document.data, ...(status && status.id === id ? status : {}) };
  const version = task ? `${task.state} ${task.attempt} ${again}` : "";
  return html`<nav class="crumbs" aria-label="Where this page is"><a href="#/tasks">Tasks</a></nav>
    <${Loaded} of=${document}>${task && html`
      <div class="title"><h1>${task.name}</h1><${State} state=${task.state} status=${task.status} /></div>
      <p class="id">${task.id}</p>
      <${Buttons} task=${task} reload=${acted} />
      <${Progress} progress=${task.progress} state=${task.state} />
      ${task.error && task.state !== "SUCCESS" && html`<${Trace} error=${task.error} />`}
      <${Why} task=${task} />
      <${Facts} task=${task} />
      <div class="columns">
        <section><h2>Arguments</h2><${Json} value=${task.arguments} label="Arguments" /></section>
        <section><h2>Result</h2><${Json} value=${task.result ?? task.partialResult} label="Result" /></section>
      </div>
      ${Object.keys(task.headers ?? {}).length > 0 && html`<details><summary>Headers and context</summary><${Json}
        value=${task.headers} label="Headers" /></details>`}
      <${Attempts} id=${id} version=${version} />
      <${Log} id=${id} version=${version} />`}<//>`;
}

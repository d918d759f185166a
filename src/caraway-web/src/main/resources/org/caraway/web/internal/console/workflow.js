// The workflow of a task: the picture that the server draws, and its nodes as a table, failures first.

import { may, path, send, useData } from "./api.js";
import { count, query } from "./format.js";
import { Action, Empty, Loaded, RunTime, State, Table, Time } from "./parts.js";
import { html } from "./view.js";

const EVERY = 3_000;
const FINAL = ["SUCCESS", "FAILURE", "REVOKED", "EXPIRED", "SKIPPED"];
const FIRST = ["FAILURE", "STARTED", "RETRY", "PENDING", "WAITING"];

const rank = node => (FIRST.includes(node.state) ? FIRST.indexOf(node.state) : FIRST.length);

const title = node => node.step ?? node.name ?? node.kind;

const sum = counts => Object.entries(counts)
  .filter(([, number]) => number > 0)
  .map(([name, number]) => `${count(number)} ${name}`)
  .join(", ");

const STATES = ["PENDING", "WAITING", "STARTED", "SUCCESS", "FAILURE", "REVOKED"];
const PAGE = 50;

/** The list of workflows: of each the last step, which has the state of the whole. */
export function WorkflowsPage({ parameters }) {
  const state = parameters.get("state") ?? "";
  const cursor = parameters.get("cursor") ?? "";
  const page = useData(`tasks${query({ workflows: "true", state, cursor, limit: PAGE })}`, cursor ? 0 : EVERY);
  const tasks = page.data?.tasks ?? [];
  const choose = event => { location.hash = `#/workflows${query({ state: event.target.value })}`; };
  return html`<div class="title"><h1>Workflows</h1>
      <select aria-label="State" class="choice" onChange=${choose}>${["", ...STATES].map(one => html`<option key=${one}
        value=${one}
        selected=${one === state}>${one || "any state"}</option>`)}</select></div>
    <${Loaded} of=${page}>${tasks.length === 0
      ? html`<${Empty} title="No workflows">Compose one:
        tasks.enqueue(tasks.call(Orders::pack, 42L).then(Orders::ship))<//>`
      : html`<${Table} label="Workflows"
        head=${["Last step", "State", "Enqueued", ["Finished", "wide"], ["Caller", "wide"]]}>
        ${tasks.map(task => html`<tr key=${task.id}>
        <td><a href=${`#/tasks/${task.id}/workflow`}>${task.name}</a><small class="id">${task.workflowId}</small></td>
        <td><${State} state=${task.state} /></td><td><${Time} at=${task.createdAt} /></td>
        <td class="wide"><${Time} at=${task.finishedAt} /></td><td class="wide">${task.createdBy ?? "–"}</td>
          </tr>`)}<//>
      <nav class="pages" aria-label="Pages of the list">${cursor && html`<a
        href=${`#/workflows${query({ state })}`}>Newest</a>`}
        ${page.data?.next && html`<a
          href=${`#/workflows${query({ state, cursor: page.data.next })}`}>Older</a>`}</nav>`}<//>`;
}

export function WorkflowPage({ id }) {
  const here = path("tasks", id);
  const workflow = useData(`${here}/workflow?limit=500`, EVERY);
  const view = workflow.data;
  const ended = view && FINAL.includes(view.state);
  const { reload } = workflow;
  const nodes = view ? [...view.nodes].sort((one, other) => rank(one) - rank(other)) : [];
  return html`<nav class="crumbs" aria-label="Where this page is"><a href="#/workflows">Workflows</a> / <a
    href=${`#/tasks/${id}`}>the task</a></nav>
    <${Loaded} of=${workflow}>${view && html`
      <div class="title"><h1>${view.name ?? "Workflow"}</h1><${State} state=${view.state} /></div>
      <p class="id">${view.id}</p>
      ${may("POST tasks/{id}/retry") && html`<div class="bar">
        ${view.progress.failed > 0 && html`<${Action} label="Retry failed steps" kind="primary"
          run=${() => send("POST", `${here}/retry`, { workflow: "FAILED" })} done=${reload} />`}
        ${ended && html`<${Action} label="Run all again"
          confirm="Every step runs again, from the first. Run the workflow again?"
          run=${() => send("POST", `${here}/retry`, { workflow: "ALL" })} done=${reload} />`}
        ${!ended && html`<${Action} label="Pause" confirm="Steps that run go on; no other starts. Pause the workflow?"
          run=${() => send("PUT", `${here}/workflow`, { paused: true })} done=${reload} />
          <${Action} label="Resume" run=${() => send("PUT", `${here}/workflow`, { paused: false })} done=${reload} />`}
      </div>`}
      <p>${sum(view.progress)}</p>
      <figure class="scroll picture" tabindex="0" role="region" aria-label="Graph">
        <img src=${`../${here}/workflow?format=svg&limit=500`} key=${view.nodes.map(node => node.state).join()}
          alt="The graph of the workflow; the table below has the same" /></figure>
      <${Table} label="Steps" head=${["Step", "State", ["Tasks", "wide"], "Run time"]}>
        ${nodes.map(node => html`<tr key=${node.key}>
          <td>${node.id ? html`<a href=${`#/tasks/${node.id}`}>${title(node)}</a>` : title(node)}
            ${node.step && html`<small>${node.name}</small>`}</td>
          <td><${State} state=${node.state} /></td><td class="wide">${sum(node.counts)}</td>
          <td><${RunTime} of=${node} /></td></tr>`)}<//>
      ${view.next && html`<p class="quiet">The first 500 nodes; the workflow has more.</p>`}`}<//>`;
}

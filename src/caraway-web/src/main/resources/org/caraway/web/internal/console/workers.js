// Workers: which are alive, what they serve, and what they do now.

import { may, path, send, useData } from "./api.js";
import { count, plain, query, seconds, span } from "./format.js";
import { Action, Empty, Loaded, Table, Time } from "./parts.js";
import { html, useState } from "./view.js";

const EVERY = 5_000;

const Attempt = ({ attempt }) => html`<li><a
  href=${`#/tasks/${attempt.task}`}>${attempt.name}</a>, attempt ${attempt.attempt},
  for ${span(seconds(attempt.runTime))}${attempt.stuck && html` <span class="state FAILURE">stuck</span>`}
  ${attempt.stack && html`<details><summary>Thread ${attempt.thread}</summary>
    <pre tabindex="0" aria-label="Stack"><code>${attempt.stack.join("\n")}</code></pre></details>`}</li>`;

/** What a worker says of itself when it is asked. */
function Inspection({ id }) {
  const [answer, setAnswer] = useState(null);
  const answers = answer?.answers ?? [];
  const inspect = () => send("POST", "workers/inspect", { ids: [id], details: ["STACKS"] });
  return html`<${Action} label="Inspect" title="Asks the worker what its threads do now" run=${inspect}
    done=${setAnswer} />
    ${answer && answers.length === 0 && html`<p class="quiet">It does not respond.</p>`}
    ${answers.map(one => html`<div key=${one.id} class="inspection">
      <p>Order ${plain(one.order)}, up for ${span(seconds(one.uptime))}, process ${plain(one.processId)},
        ${Math.round(one.memory.used / 1_048_576)} of ${Math.round(one.memory.max / 1_048_576)} MiB</p>
      ${one.attempts.length === 0 ? html`<p class="quiet">It runs no task now.</p>`
        : html`<ul>${one.attempts.map(attempt => html`<${Attempt} key=${attempt.task} attempt=${attempt} />`)}</ul>`}
    </div>`)}`;
}

const Order = ({ worker, order, label, confirm, done }) => html`<${Action} label=${label} confirm=${confirm}
  run=${() => send("PUT", path("workers", worker.id), { order })} done=${done} />`;

const Row = ({ worker, reload }) => html`<tr>
  <td><strong>${worker.id}</strong><small>${worker.host}</small></td>
  <td>${worker.alive ? html`<span class="state SUCCESS">Alive</span>` : html`<span class="state FAILURE">Lost</span>`}
    <small>seen <${Time} at=${worker.seenAt} /></small></td>
  <td>${Object.entries(worker.queues).map(([queue, lane]) => html`<div key=${queue} class="lane"><a
    href=${`#/tasks${query({ queue, workerId: worker.id, state: "STARTED" })}`}>${queue}</a>
    <progress value=${lane.started} max=${Math.max(lane.slots, 1)} aria-label=${`Slots of ${queue} in use`}></progress>
    <small>${count(lane.started)} of ${count(lane.slots)}</small></div>`)}</td>
  <td class="wide"><${Time} at=${worker.startedAt} /></td>
  ${may("PUT workers/{id}") && html`<td>${worker.alive && html`<div class="bar">
    <${Order} worker=${worker} order="PAUSE" label="Pause" confirm="It finishes what it runs,
      and starts no other task. Pause it?" done=${reload} />
    <${Order} worker=${worker} order="WORK" label="Resume" done=${reload} />
    <${Order} worker=${worker} order="STOP" label="Stop" confirm="It finishes what it runs,
      and takes no task until its process starts again. Stop it?" done=${reload} />
    <${Inspection} id=${worker.id} />
  </div>`}</td>`}
</tr>`;

export function WorkersPage() {
  const workers = useData("workers", EVERY);
  const list = workers.data?.workers ?? [];
  return html`<h1>Workers</h1><${Loaded} of=${workers}>${list.length === 0
    ? html`<${Empty} title="No workers">Start an application that has tasks, and look at its log.<//>`
    : html`<${Table} label="Workers"
      head=${["Worker", "State", "Slots in use", ["Started", "wide"], ...(may("PUT workers/{id}") ? ["Actions"] : [])]}>
      ${list.map(worker => html`<${Row} key=${worker.id} worker=${worker} reload=${workers.reload} />`)}
    <//>`}<//>`;
}

// Queues: how much waits, how old it is, and whether it runs.

import { may, path, send, useData } from "./api.js";
import { count, query, seconds, span } from "./format.js";
import { Action, Empty, Loaded, Table } from "./parts.js";
import { html } from "./view.js";

const EVERY = 3_000;

const tasks = (queue, filter, number) => html`<a
  href=${`#/tasks${query({ queue: queue.queue, ...filter })}`}>${count(number ?? 0)}</a>`;

const limits = ({ maxConcurrent, maxLength, slots }) => [
  maxConcurrent && `at most ${maxConcurrent} at once`,
  maxLength && `at most ${count(maxLength)} wait`,
  slots && `${slots} slots of each worker`,
].filter(Boolean).join(", ");

function Row({ queue, reload, marked }) {
  const { settings } = queue;
  const here = path("queues", queue.queue);
  return html`<tr class=${marked ? "marked" : ""}>
    <td><strong>${queue.queue}</strong><small>${limits(settings)}</small></td>
    <td>${settings.paused
      ? html`<span class="state RETRY">Paused</span>${settings.changedBy
        && html`<small>by ${settings.changedBy}</small>`}`
      : queue.workers ? html`<span class="state SUCCESS">Runs</span>` : html`<span
        class="state FAILURE">No worker</span>`}</td>
    <td class="number">${tasks(queue, { state: ["PENDING", "RETRY"] }, queue.due)}</td>
    <td class="wide">${span(seconds(queue.oldestDueAge))}</td>
    <td class="number wide">${tasks(queue, { delayed: "true" }, queue.delayed)}</td>
    <td class="number wide">${tasks(queue, { state: "WAITING" }, queue.waiting)}</td>
    <td class="number">${tasks(queue, { state: "STARTED" }, queue.started)}<small>of ${count(queue.workerSlots
      ?? 0)}</small></td>
    ${may("PUT queues/{queue}") && html`<td>${!queue.queue.startsWith("@") && html`<div class="bar">
      ${settings.paused
        ? html`<${Action} label="Resume" kind="primary" run=${() => send("PUT", here, { paused: false })}
          done=${reload} />`
        : html`<${Action} label="Pause"
          confirm=${`Tasks of ${queue.queue} that run go on; no other starts. Pause the queue?`}
            run=${() => send("PUT", here, { paused: true })} done=${reload} />`}
      <${Action} label="Purge" kind="secondary outline wide"
        confirm=${`The ${count(queue.pending ?? 0)} tasks of ${queue.queue} that wait are revoked. Purge the queue?`}
        run=${() => send("POST", `${here}/purge`)} done=${reload} />
    </div>`}</td>`}
  </tr>`;
}

export function QueuesPage({ parameters }) {
  const queues = useData("queues", EVERY);
  const list = [...(queues.data?.queues ?? [])].sort((one, other) => one.queue.localeCompare(other.queue));
  return html`<h1>Queues</h1><${Loaded} of=${queues}>${list.length === 0
    ? html`<${Empty} title="No queues">A queue exists as soon as a worker serves it or a task is in it.<//>`
    : html`<${Table} label="Queues"
      head=${["Queue", "State", ["Due", "number"], ["Oldest due", "wide"], ["Later", "number wide"],
        ["Waiting", "number wide"], ["Running", "number"],
      ...(may("PUT queues/{queue}") ? ["Actions"] : [])]}>
      ${list.map(queue => html`<${Row} key=${queue.queue} queue=${queue} reload=${queues.reload}
        marked=${queue.queue === parameters.get("queue")} />`)}
    <//>`}<//>`;
}

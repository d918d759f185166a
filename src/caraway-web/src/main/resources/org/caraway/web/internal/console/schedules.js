// Schedules: when they fire, what came of it, and whether they run.

import { may, path, send, useData } from "./api.js";
import { many, query } from "./format.js";
import { Action, Empty, Loaded, State, Table, Time } from "./parts.js";
import { html, useState } from "./view.js";

const EVERY = 10_000;
const PAGE = 100;
const FIRES = 10;

const COLORS = { ACTIVE: "SUCCESS", PAUSED: "RETRY", FINISHED: "REVOKED", INVALID: "FAILURE" };

/** The next fires of a schedule, and the latest ones. */
function Fires({ name }) {
  const schedule = useData(path("schedules", name), EVERY);
  const history = useData(`${path("schedules", name)}/history?limit=${FIRES}`, EVERY);
  return html`<div class="columns">
    <section><h3>Next</h3><${Loaded} of=${schedule}><ol>${(schedule.data?.next ?? []).map(at => html`<li key=${at}>
      <${Time} at=${at} full /> (<${Time} at=${at} />)</li>`)}</ol>${schedule.data?.next?.length === 0 && html`<p
        class="quiet">It fires no more.</p>`}<//></section>
    <section><h3>Latest</h3><${Loaded} of=${history}>${history.data?.fires.length === 0 && html`<p
      class="quiet">It has not fired yet.</p>`}
      <ol>${(history.data?.fires ?? []).map(fire => html`<li key=${fire.at}><${Time}
        at=${fire.at} full /> ${fire.outcome}
        ${fire.taskId && html`, <a href=${`#/tasks/${fire.taskId}`}>task</a> `}${fire.taskState && html`<${State}
          state=${fire.taskState} />`}
        ${fire.reason && html`<small>${fire.reason}</small>`}</li>`)}</ol><//></section>
  </div>`;
}

function Row({ schedule, reload, shown, show, columns }) {
  const here = path("schedules", schedule.name);
  const paused = schedule.state === "PAUSED";
  return html`<tr>
    <td><button type="button" class="link" aria-expanded=${shown} onClick=${show}>${schedule.name}</button>
      <small>${schedule.task ?? "workflow"}${schedule.description ? `: ${schedule.description}` : ""}</small></td>
    <td><span class=${`state ${COLORS[schedule.state] ?? "PENDING"}`}>${schedule.state}</span>${schedule.reason
      && html`<small>${schedule.reason}</small>`}</td>
    <td><code>${schedule.expression ?? "–"}</code><small>${schedule.zone ?? ""}</small></td>
    <td><${Time} at=${schedule.nextAt} /></td>
    <td class="wide"><${Time} at=${schedule.lastAt} /><small>${many(schedule.runs ?? 0, "run")}</small></td>
    ${may("PUT schedules/{schedule}") && html`<td><div class="bar">
      ${paused ? html`<${Action} label="Resume" kind="primary" run=${() => send("PUT", here, { paused: false })}
        done=${reload} />`
        : html`<${Action} label="Pause" confirm=${`${schedule.name} will not fire until it is resumed. Pause it?`}
          run=${() => send("PUT", here, { paused: true })} done=${reload} />`}
      <${Action} label="Run now" confirm=${`A task of ${schedule.name} is enqueued at once. Run it?`}
        run=${() => send("POST", `${here}/run`)}
        done=${run => { location.hash = `#/tasks/${run.id}`; }} />
    </div></td>`}
  </tr>
  ${shown && html`<tr><td colspan=${columns}><${Fires} name=${schedule.name} /></td></tr>`}`;
}

export function SchedulesPage({ parameters }) {
  const after = parameters.get("after") ?? "";
  const schedules = useData(`schedules${query({ after, limit: PAGE })}`, EVERY);
  const [shown, setShown] = useState(parameters.get("schedule"));
  const list = schedules.data?.schedules ?? [];
  const head = ["Schedule", "State", "Expression", "Next", ["Latest", "wide"],
    ...(may("PUT schedules/{schedule}") ? ["Actions"] : [])];
  return html`<h1>Schedules</h1><${Loaded} of=${schedules}>${list.length === 0
    ? html`<${Empty} title="No schedules">Declare one with @Periodic, or create one with PUT schedules/NAME.<//>`
    : html`<${Table} label="Schedules" head=${head}>${list.map(schedule => html`<${Row} key=${schedule.name}
      schedule=${schedule}
      reload=${schedules.reload} columns=${head.length} shown=${shown === schedule.name}
      show=${() => setShown(shown === schedule.name ? null : schedule.name)} />`)}<//>
      <nav class="pages" aria-label="Pages of the list">${after && html`<a href="#/schedules">First</a>`}
        ${list.length === PAGE && html`<a
          href=${`#/schedules${query({ after: list[PAGE - 1].name })}`}>More</a>`}</nav>`}<//>`;
}

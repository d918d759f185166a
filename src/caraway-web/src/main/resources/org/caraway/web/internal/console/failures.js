// Failed tasks, grouped by name and error.

import { may, send, useData } from "./api.js";
import { before, count, many, query, simpleName } from "./format.js";
import { Action, countFirst, Empty, Loaded, Table, Time } from "./parts.js";
import { html, useState } from "./view.js";

const EVERY = 10_000;
const LAST = { "1h": "1 hour", "24h": "1 day", "7d": "7 days" };

/** The tasks of a group, as a filter: `until` is exclusive. */
const filterOf = group => ({
  name: [group.name],
  state: ["FAILURE"],
  finishedSince: group.firstAt,
  finishedUntil: new Date(Date.parse(group.lastAt) + 1).toISOString(),
  ...(group.errorType ? { text: group.errorType } : {}),
});

const Row = ({ group, reload }) => html`<tr>
  <td><a href=${`#/tasks${query(filterOf(group))}`}>${group.name}</a>
    <small>${group.place ?? ""}</small></td>
  <td><strong title=${group.errorType}>${simpleName(group.errorType) || "unknown"}</strong>
    <a class="sample" href=${`#/tasks/${group.sampleId}`}
      title="The latest of them">${group.sampleMessage ?? "the latest"}</a></td>
  <td class="number">${count(group.tasks)}</td>
  <td class="wide"><${Time} at=${group.firstAt} /></td>
  <td><${Time} at=${group.lastAt} /></td>
  ${may("POST bulk/retry") && html`<td><${Action} label="Retry all"
    confirm=${countFirst("retry", filterOf(group), "Run again")}
    run=${() => send("POST", "bulk/retry", { filter: filterOf(group) })} done=${reload} /></td>`}
</tr>`;

export function FailuresPage({ parameters }) {
  const last = LAST[parameters.get("last")] ? parameters.get("last") : "24h";
  const [since, setSince] = useState(() => ({ last, at: before(last) }));
  if (since.last !== last) setSince({ last, at: before(last) });
  const failures = useData(`failures${query({ since: since.at })}`, EVERY);
  const groups = failures.data?.groups ?? [];
  return html`<div class="title"><h1>Failures</h1>
      <div class="bar" role="group" aria-label="Span">${Object.entries(LAST).map(([key, name]) => html`<a role="button"
        key=${key} class="small secondary outline" aria-current=${key === last ? "true" : undefined}
        href=${`#/failures?last=${key}`}>${name}</a>`)}</div></div>
    <${Loaded} of=${failures}>${groups.length === 0
      ? html`<${Empty} title="No task has failed">Tasks that have used up their retries appear here,
        grouped by name and error.<//>`
      : html`<p class="quiet">${failures.data?.complete ? many(failures.data.tasks, "failed task")
          : `The ${count(failures.data.tasks)} failed tasks that were enqueued last; there are more.`}</p>
        <${Table} label="Failures" head=${["Task and place", "Error", ["Tasks", "number"], ["First", "wide"], "Last",
          ...(may("POST bulk/retry") ? ["Actions"] : [])]}>
          ${groups.map(group => html`<${Row} key=${`${group.name} ${group.errorType}`} group=${group}
            reload=${failures.reload} />`)}
        <//>`}<//>`;
}

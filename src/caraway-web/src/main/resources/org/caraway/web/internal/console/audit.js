// What operators have done.

import { useData } from "./api.js";
import { count } from "./format.js";
import { Empty, Loaded, Table, Time } from "./parts.js";
import { html } from "./view.js";

const EVERY = 10_000;

export function AuditPage() {
  const audit = useData("audit?limit=200", EVERY);
  const entries = audit.data?.entries ?? [];
  return html`<h1>Audit</h1><${Loaded} of=${audit}>${entries.length === 0
    ? html`<${Empty} title="No operations yet">What operators do here, over REST and by code is recorded.<//>`
    : html`<${Table} label="Operations"
      head=${["When", "Who", "What", "Target", ["Detail", "wide"], ["Tasks", "number"]]}>
      ${entries.map((entry, i) => html`<tr key=${i}><td><${Time} at=${entry.at} /></td><td>${entry.actor}</td>
        <td>${entry.action}</td>
        <td>${entry.target}</td><td class="wide">${entry.detail}</td><td class="number">${count(entry.tasks)}</td>
          </tr>`)}<//>`}<//>`;
}

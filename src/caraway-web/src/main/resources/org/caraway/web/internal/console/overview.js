// The first page: how much there is, how fast it goes, and what needs attention.

import { may, useData } from "./api.js";
import { Chart } from "./chart.js";
import { before, count, many, query, seconds, simpleName, span } from "./format.js";
import { Empty, Loaded, Trouble } from "./parts.js";
import { html, useMemo, useState } from "./view.js";

const EVERY = 5_000;
const SPANS = { "15m": ["15 minutes", "PT1M", 60], "1h": ["1 hour", "PT1M", 60], "6h": ["6 hours", "PT5M", 300],
  "24h": ["1 day", "PT15M", 900] };

/** Sums the points of all queues and names, for each step of time; steps without any are zero. */
export function sums(history, step) {
  const from = Math.ceil(Date.parse(history.since) / 1000 / step) * step;
  const until = Date.parse(history.until) / 1000;
  const times = [];
  for (let time = from; time < until; time += step) times.push(time);
  const fields = ["started", "succeeded", "failed", "waitTime", "runTime"];
  const sum = Object.fromEntries(fields.map(field => [field, times.map(() => 0)]));
  for (const point of history.points) {
    const i = Math.floor((Date.parse(point.from) / 1000 - from) / step);
    if (i < 0 || i >= times.length) continue;
    for (const field of fields) sum[field][i] += field.endsWith("Time") ? seconds(point[field]) : point[field];
  }
  return { times, ...sum };
}

function Charts({ last }) {
  const [name, step, stepSeconds] = SPANS[last];
  const [asked, setAsked] = useState(() => ({ last, since: before(last) }));
  if (asked.last !== last) setAsked({ last, since: before(last) });
  const history = useData(`stats/history${query({ since: asked.since, step })}`, EVERY);
  const sum = useMemo(() => history.data && sums(history.data, stepSeconds), [history.data, stepSeconds]);
  const perStep = stepSeconds === 60 ? "per minute" : `per ${stepSeconds / 60} minutes`;
  return html`<${Loaded} of=${history}>${sum && html`<div class="charts" key=${last}>
    <${Chart} title=${`Tasks ${perStep}, last ${name}`} times=${sum.times} series=${[
      { label: "succeeded", color: "--success", values: sum.succeeded, fill: true },
      { label: "failed", color: "--failure", values: sum.failed },
    ]} />
    <${Chart} title="Average wait and run time" unit="s" times=${sum.times} series=${[
      { label: "wait", color: "--waiting", values: sum.started.map((n, i) => (n ? sum.waitTime[i] / n : 0)) },
      { label: "run", color: "--started", values: sum.started.map((n, i) => (n ? sum.runTime[i] / n : 0)) },
    ]} />
  </div>`}<//>`;
}

/** What needs somebody: each with a reason and a link. */
export function attention({ queues = [], workers = [], failures, unclaimable = [], schedules = [] }) {
  const found = [];
  const add = (level, text, href, detail) => found.push({ level, text, href, detail });
  if (!workers.some(worker => worker.alive)) add("FAILURE", "No worker is alive", "#/workers",
    "Nothing runs until one starts.");
  for (const queue of queues) {
    const waiting = queue.pending ?? 0;
    if (queue.settings.paused) {
      add("RETRY", `Queue ${queue.queue} is paused`, `#/queues${query({ queue: queue.queue })}`,
        `${many(waiting, "task")} in it will not start.`);
    } else if (seconds(queue.oldestDueAge) > 60) {
      add("RETRY", `Queue ${queue.queue} is late`, `#/tasks${query({ queue: queue.queue, state: "PENDING" })}`,
        `Its oldest task has been due for ${span(seconds(queue.oldestDueAge))}.`);
    }
  }
  for (const group of unclaimable) {
    add("FAILURE", `No worker takes ${group.name}`, `#/tasks${query({ queue: group.queue, name: group.name })}`,
      `${many(group.tasks, "task")} in queue ${group.queue}.`);
  }
  for (const group of failures?.groups ?? []) {
    const times = group.tasks === 1 ? "once" : `${count(group.tasks)} times`;
    add("FAILURE", `${group.name} has failed ${times}`, `#/tasks/${group.sampleId}`,
      `${simpleName(group.errorType)}: ${group.sampleMessage ?? ""}`);
  }
  for (const schedule of schedules) {
    if (schedule.state === "PAUSED") {
      add("RETRY", `Schedule ${schedule.name} is paused`, "#/schedules", schedule.reason ?? "");
    }
  }
  return found;
}

/** How many tasks finish now, in words. */
function rate(perSecond) {
  if (!perSecond) return "nothing finished in 5 minutes";
  const [number, unit] = perSecond < 1 ? [perSecond * 60, "minute"] : [perSecond, "second"];
  return `${count(Math.round(number * 10) / 10)} a ${unit} now`;
}

const Figure = ({ label, value, note, href }) => html`<a class="figure" href=${href}>
  <span>${label}</span><strong>${value}</strong><small>${note}</small></a>`;

export function OverviewPage() {
  const [last, setLast] = useState("1h");
  const [day] = useState(() => before("24h"));
  const queues = useData("queues", EVERY);
  const workers = useData("workers", EVERY);
  const stats = useData(`stats${query({ since: day })}`, 15_000);
  const failures = useData(`failures${query({ since: day })}`, 15_000);
  const schedules = useData(may("GET schedules") ? "schedules" : null, 15_000);
  const recent = useData(`stats/history${query({ since: useState(() => before("15m"))[0], step: "PT1M" })}`, EVERY);

  const list = queues.data?.queues ?? [];
  const total = field => list.reduce((sum, queue) => sum + (queue[field] ?? 0), 0);
  const alive = (workers.data?.workers ?? []).filter(worker => worker.alive);
  const lanes = alive.flatMap(worker => Object.values(worker.queues));
  const slots = lanes.reduce((sum, lane) => sum + lane.slots, 0);
  const busy = lanes.reduce((sum, lane) => sum + lane.started, 0);
  const done = state => (stats.data?.outcomes ?? [])
    .filter(one => one.state === state)
    .reduce((sum, one) => sum + one.tasks, 0);
  const perSecond = recent.data
    ? recent.data.points.filter(point => Date.parse(point.from) > Date.now() - 300_000)
      .reduce((sum, point) => sum + point.succeeded + point.failed, 0) / 300
    : 0;
  const due = total("due");
  const drained = list.filter(queue => !queue.settings.paused).reduce((sum, queue) => sum + (queue.due ?? 0), 0);
  const found = attention({
    queues: list,
    workers: workers.data ? workers.data.workers : [{ alive: true }],
    failures: failures.data,
    unclaimable: stats.data?.unclaimable,
    schedules: schedules.data?.schedules,
  });

  return html`<h1>Overview</h1>
    <${Loaded} of=${queues}>
      <section class="figures" aria-label="Figures">
        <${Figure} label="Due" value=${count(due)} note=${`${count(total("delayed"))} later`}
          href="#/tasks?state=PENDING" />
        <${Figure} label="Running" value=${count(total("started"))}
          note=${`${count(busy)} of ${many(slots, "slot")} in use`} href="#/tasks?state=STARTED" />
        <${Figure} label="Succeeded today" value=${count(done("SUCCESS"))} note="last 24 hours"
          href="#/tasks?state=SUCCESS&last=24h" />
        <${Figure} label="Failed today" value=${count(done("FAILURE"))} note="last 24 hours" href="#/failures" />
        <${Figure} label="Workers" value=${count(alive.length)} note="alive" href="#/workers" />
        <${Figure} label="Time to drain" value=${drained === 0 ? "0 s" : perSecond ? span(drained / perSecond) : "–"}
          note=${rate(perSecond)} href="#/queues" />
      </section>
      <section aria-labelledby="attention">
        <h2 id="attention">What needs attention</h2>
        ${[stats, failures, workers].map((one, i) => html`<${Trouble} key=${i} problem=${one.problem} />`)}
        ${failures.data && found.length === 0
          ? html`<${Empty} title="Nothing">Queues run, workers are alive, and no task has failed for a day.<//>`
          : html`<ul class="attention">${found.map(one => html`<li key=${one.text}><a href=${one.href}>
              <span class=${`state ${one.level}`}>${one.text}</span><small>${one.detail}</small></a></li>`)}</ul>`}
      </section>
    <//>
    <section aria-label="Charts">
      <div class="bar" role="group"
        aria-label="Span of the charts">${Object.entries(SPANS).map(([key, [name]]) => html`<button
        type="button" key=${key} class="small secondary outline" aria-pressed=${key === last}
        onClick=${() => setLast(key)}>${name}</button>`)}</div>
      <${Charts} last=${last} />
    </section>`;
}

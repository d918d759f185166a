// What pages are built of.

import { Problem, send } from "./api.js";
import { ago, between, count, local, pretty, span } from "./format.js";
import { html, useEffect, useRef, useState } from "./view.js";

/** An instant as its age; with UTC and the local time on hover. */
export function Time({ at, full = false }) {
  const [, tick] = useState(0);
  useEffect(() => {
    if (full || !at || Math.abs(between(at)) > 3_600) return undefined;
    const timer = setInterval(() => tick(now => now + 1), 1000);
    return () => clearInterval(timer);
  }, [at, full]);
  if (!at) return html`<span class="quiet">–</span>`;
  return html`<time datetime=${at} title=${`${local(at)} here\n${at} (UTC)`}>${full ? local(at) : ago(at)}</time>`;
}

/** A state with its colour. */
export const State = ({ state, status }) =>
  html`<span class=${`state ${state}`}>${status && status !== state ? status : state}</span>`;

/** How far a task is. */
export function Progress({ progress, state }) {
  if (!progress) return null;
  const { current, total, message } = progress;
  return html`<div class="progress">
    <progress value=${total ? current : undefined} max=${total || undefined} aria-label="Progress"
      class=${state}></progress>
    <small>${count(current)}${total ? ` of ${count(total)}` : ""} ${message ?? ""}</small>
  </div>`;
}

/** A value of JSON. */
export function Json({ value, label }) {
  if (value === undefined) return html`<p class="quiet">None</p>`;
  return html`<pre tabindex="0" aria-label=${label}><code>${pretty(value)}</code></pre>`;
}

/** What went wrong, and what to do. */
export function Trouble({ problem }) {
  if (!problem) return null;
  const advice = {
    401: "Sign in again: reload the page.",
    403: "Ask whoever runs the application for the role.",
    404: "It may have been deleted after its retention.",
    429: "Wait a moment; the page asks again.",
    503: "The database or the server is busy or away; the page asks again.",
  }[problem.status];
  return html`<div class="trouble" role="alert">
    <strong>${problem.title ?? "The console has failed"}</strong>
    <span>${problem.message}</span>
    ${(problem.fields ?? []).map(field => html`<span key=${field.pointer}>${field.pointer}: ${field.detail}</span>`)}
    ${advice && html`<span>${advice}</span>`}
  </div>`;
}

/** The body of a page: the problem, or that it loads, or its content. */
export function Loaded({ of, children }) {
  if (of.data !== undefined) return html`<${Trouble} problem=${of.problem} />${children}`;
  return of.problem ? html`<${Trouble} problem=${of.problem} />` : html`<p aria-busy="true">Loading</p>`;
}

/** Nothing to show, and why. */
export const Empty = ({ title, children }) => html`<div class="empty"><strong>${title}</strong><p>${children}</p>
  </div>`;

/** A table that scrolls by itself where it is too wide. */
export const Table = ({ label, head, children }) => html`<div class="scroll" tabindex="0" role="region"
  aria-label=${label}>
  <table>
    <thead><tr>${head.map(cell => {
      const [text, kind] = [cell].flat();
      return html`<th scope="col" key=${text} class=${kind}>${text}</th>`;
    })}</tr></thead>
    <tbody>${children}</tbody>
  </table>
</div>`;

/** A dialog over the page; Escape closes it. */
export function Modal({ title, close, children, actions }) {
  const dialog = useRef(null);
  useEffect(() => {
    dialog.current.showModal();
  }, []);
  return html`<dialog ref=${dialog} aria-label=${title} onCancel=${event => { event.preventDefault(); close(); }}>
    <article>
      <header><h2>${title}</h2></header>
      ${children}
      <footer><button type="button" class="secondary" onClick=${close}>Close</button>${actions}</footer>
    </article>
  </dialog>`;
}

/**
 * A button that sends a request, if `confirm` is given after a question.
 *
 * @param confirm the question: a text, or a function that resolves to one
 * @param run sends the request
 * @param done is called after it
 */
export function Action({ label, title, confirm, run, done, kind = "secondary outline" }) {
  const [question, setQuestion] = useState(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const close = () => { setQuestion(null); setProblem(null); };

  const attempt = async work => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (failure) {
      setProblem(failure instanceof Problem ? failure : new Problem(0, { title: "It failed",
        detail: failure.message }));
    } finally {
      setBusy(false);
    }
  };
  const go = () => attempt(async () => {
    const answer = await run();
    setQuestion(null);
    announce(`${label}: done`);
    await done?.(answer);
  });
  const ask = () => attempt(async () => setQuestion(typeof confirm === "function" ? await confirm() : confirm));

  return html`<button type="button" class=${`small ${kind}`} title=${title} aria-busy=${busy} disabled=${busy}
      onClick=${confirm ? ask : go}>${label}</button>
    ${question && html`<${Modal} title=${label} close=${close}
      actions=${html`<button type="button" aria-busy=${busy} onClick=${go} data-confirm>${label}</button>`}>
      <p>${question}</p><${Trouble} problem=${problem} />
    <//>`}
    ${problem && !question && html`<${Modal} title=${label} close=${close}><${Trouble} problem=${problem} /><//>`}`;
}

/** Says something to everybody, also to those who listen, for some seconds. */
export function announce(text) {
  document.dispatchEvent(new CustomEvent("caraway-announce", { detail: text }));
}

/** The question before a change of all tasks that match a filter, with their exact number. */
export const countFirst = (what, filter, verb) => async () => {
  const { tasks } = await send("POST", `bulk/${what}`, { filter, dryRun: true });
  return `${verb} ${count(tasks)} ${tasks === 1 ? "task" : "tasks"}?`;
};

/** The time for which a task or a step runs or has run. */
export const RunTime = ({ of: { startedAt, finishedAt, state } }) => (startedAt && (finishedAt || state === "STARTED")
  ? html`<span>${span(between(startedAt, finishedAt))}</span>`
  : html`<span class="quiet">–</span>`);

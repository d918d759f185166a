// Requests to the interface that serves this page.

import { parse } from "./format.js";
import { useCallback, useEffect, useRef, useState } from "./view.js";

const ROOT = new URL("../", document.baseURI);
ROOT.username = ROOT.password = ""; // a login in the address of the page is refused in that of a request
const PATIENCE_MILLIS = 35_000;

/** An answer that is no success, as the interface describes it. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? `The server answers with ${status}`);
    this.status = status;
    this.title = body.title ?? `Status ${status}`;
    this.type = body.type ?? "";
    this.fields = body.errors ?? [];
  }
}

/** Whether the server can be reached; the listeners are called with each change. */
export const connection = {
  lost: false,
  listeners: new Set(),
  set(lost) {
    if (lost !== this.lost) {
      this.lost = lost;
      this.listeners.forEach(listener => listener(lost));
    }
  },
};

/**
 * Sends a request. The body is a value, or a text of JSON.
 *
 * @return the parsed answer, null if it has no body
 * @throws Problem if the answer is no success
 */
export async function send(method, path, body, signal) {
  let answer;
  try {
    answer = await fetch(new URL(path, ROOT), {
      method,
      signal: AbortSignal.any([AbortSignal.timeout(PATIENCE_MILLIS), ...(signal ? [signal] : [])]),
      credentials: "same-origin",
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    connection.set(true);
    throw new Problem(0, { title: "The server does not answer", detail: "The console tries again by itself." });
  }
  connection.set(false);
  const text = await answer.text();
  const json = (answer.headers.get("Content-Type") ?? "").includes("json");
  if (!answer.ok) throw new Problem(answer.status, json ? parse(text) : {});
  return text && json ? parse(text) : null;
}

/** The path of a resource, with its parts encoded. */
export const path = (...parts) => parts.map(encodeURIComponent).join("/");

let allowed = new Set();

/** Reads what the caller may do. */
export async function readPermissions() {
  const index = await send("GET", "");
  allowed = new Set(index.requests.map(request => `${request.method} ${request.path}`));
}

/** Whether the caller may send this request, such as "POST tasks/{id}/retry". */
export const may = request => allowed.has(request);

/**
 * What a path answers: at once, and again each `every` milliseconds while somebody looks. Keeps the latest data when a
 * request fails, so that the page does not jump.
 *
 * @param where null for none
 */
export function useData(where, every = 0) {
  const [state, setState] = useState({ data: undefined, problem: undefined, of: where });
  const running = useRef(null);
  const load = useCallback(async () => {
    if (where === null) return;
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    try {
      const data = await send("GET", where, undefined, own.signal);
      if (!own.signal.aborted) setState({ data, problem: undefined, of: where });
    } catch (problem) {
      if (!own.signal.aborted) setState(old => ({ data: old.of === where ? old.data : undefined, problem, of: where }));
    } finally {
      if (running.current === own) running.current = null;
    }
  }, [where]);
  useEffect(() => {
    load();
    return () => running.current?.abort();
  }, [load]);
  useEffect(() => {
    // a slow answer is waited for: to ask again would never show one
    const again = () => document.visibilityState === "visible" && !running.current && load();
    const timer = every ? setInterval(again, every) : undefined;
    document.addEventListener("caraway-reload", again);
    if (every) document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      document.removeEventListener("caraway-reload", again);
      document.removeEventListener("visibilitychange", again);
    };
  }, [load, every]);
  return { data: state.of === where ? state.data : undefined, problem: state.problem, reload: load };
}

/** Calls `changed` with each status of a task until it has a final state; begins anew with each `round`. */
export function useStatus(id, changed, round) {
  useEffect(() => {
    const events = new EventSource(new URL(`events?task=${encodeURIComponent(id)}`, ROOT));
    events.addEventListener("status", message => changed(parse(message.data)));
    events.addEventListener("complete", () => events.close());
    events.addEventListener("open", () => connection.set(false));
    return () => events.close();
  }, [id, changed, round]);
}

// Why a task waits, in words.

import { between, many, seconds, span } from "./format.js";

const SIGNAL = "signal:";

/** The name of the signal that a task waits for, null if it waits for none. */
export const signalOf = task => (task.awaits?.startsWith(SIGNAL) ? task.awaits.slice(SIGNAL.length) : null);

/**
 * The reasons why a task does not run now, each with a link to what can be done.
 *
 * @param task the task
 * @param queue its queue with settings, absent if unknown
 * @param definition its definition, absent if this application does not have it
 * @param unclaimable what no worker takes
 */
export function reasons({ task, queue, definition, unclaimable = [] }) {
  const found = [];
  const add = (text, href, action) => found.push({ text, href, action });
  const signal = signalOf(task);
  if (signal) {
    const until = task.wakeAt ? `, at most for another ${span(-between(task.wakeAt))}` : "";
    add(`It waits for the signal "${signal}"${until}. Send the signal, or let the wait time out.`);
  } else if (task.awaits) {
    add(`It sleeps${task.wakeAt ? ` for another ${span(-between(task.wakeAt))}` : ""}.`);
  } else if (task.state === "WAITING") {
    add(task.workflowId
      ? "Steps of its workflow that come before it have not ended."
      : "It waits for other tasks.", task.workflowId ? `#/tasks/${task.id}/workflow` : null);
  }
  if (task.state !== "PENDING" && task.state !== "RETRY") return found;
  const wait = -between(task.runAt);
  if (wait > 0.5) {
    add(task.state === "RETRY"
      ? `Its last attempt failed; the next one is due in ${span(wait)}.`
      : `It is not due yet: it may start in ${span(wait)}.`);
  }
  if (queue?.settings.paused) add(`Queue ${task.queue} is paused.`, "#/queues", "resume-queue");
  if (definition?.runtimeSettings.paused) add(`Tasks named ${task.name} are paused.`, null, "resume-definition");
  if (queue && queue.workers === 0) {
    add(`No worker serves the queue ${task.queue}. Start one, or move the task.`, "#/workers");
  } else if (unclaimable.some(group => group.queue === task.queue && group.name === task.name)) {
    add(`No worker knows the name ${task.name}. Deploy the application that has it.`, "#/workers");
  }
  const most = queue?.settings.maxConcurrent;
  if (most && queue.started >= most) {
    add(`Queue ${task.queue} runs at most ${many(most, "task")} at once, and does.`, "#/queues");
  }
  const limits = ["rateLimit", "maxConcurrent"]
    .map(name => definition?.runtimeSettings[name] ?? definition?.settings[name])
    .filter(limit => limit && limit !== "none");
  if (limits.length) add(`Tasks named ${task.name} are limited to ${limits.join(" and ")}.`);
  if (found.length === 0 && queue && queue.started >= queue.workerSlots) {
    add(`All ${many(queue.workerSlots, "slot")} of queue ${task.queue} are in use.`, "#/workers");
  }
  if (found.length === 0) {
    add(queue && seconds(queue.oldestDueAge) > 2
      ? `It is due; ${many(queue.due, "task")} of its queue are.`
      : "It is due, and starts in a moment.");
  }
  return found;
}

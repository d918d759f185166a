package org.caraway.internal.observation;

/**
 * Names the thread of an attempt after its task, as in {@code caraway-run-mails-1 Mail.send[01a1fd2c-…]}. Thread-safe.
 *
 * <p>So every log that prints thread names shows the task of a line, also that of Payara, which has no log context; and
 * a thread dump shows which task hangs. Setting and restoring the name take about two microseconds on Linux.
 */
public final class AttemptThreadName implements TaskObserver {

    /** An observer that names threads. */
    public AttemptThreadName() {}

    @Override
    public AttemptStep attempt(TaskFacts task) {
        Thread thread = Thread.currentThread();
        Former former = new Former(thread, thread.getName());
        thread.setName(former.name() + " " + task.name() + "[" + task.id() + "]");
        return former;
    }

    private record Former(Thread thread, String name) implements AttemptStep {

        @Override
        public void close() {
            thread.setName(name);
        }
    }
}

package org.caraway.internal.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.caraway.internal.engine.loop.Loop;

/**
 * The loops of one worker, grouped by the order in which they stop. Immutable.
 *
 * @param claim claims tasks; stops before the running attempts are drained
 * @param attempts limit running attempts: they stop once none runs
 * @param completions writes completions; stops once nothing limits attempts any more
 * @param reports writes what attempts report
 * @param lease keeps the lease, as long as completions are written
 * @param settings reads what is set at run time, as long as attempts may run; one of {@code last}
 * @param last all other loops, which look for work and clean up, in the order in which they are awaited
 */
record WorkerLoops(
        Loop claim,
        List<Loop> attempts,
        Loop completions,
        Loop reports,
        List<Loop> lease,
        Loop settings,
        List<Loop> last) {

    /** Starts all but the claiming. */
    void start(Executor executor) {
        Stream.of(lease, List.of(completions, reports), attempts, last)
                .flatMap(List::stream)
                .forEach(loop -> loop.start(executor));
    }

    private Stream<Loop> all() {
        return Stream.of(lease, List.of(completions, reports), attempts, last, List.of(claim))
                .flatMap(List::stream);
    }

    /** How many there are, each with a thread of its own. */
    int count() {
        return (int) all().count();
    }

    /** The names of those that still wait for a thread; as soon as none does, at the latest after this time. */
    List<String> awaitThreads(Duration patience) throws InterruptedException {
        Deadline deadline = new Deadline(System.nanoTime() + patience.toNanos());
        for (Loop loop : all().toList()) {
            if (!loop.awaitBegin(deadline.left())) {
                return waiting(); // those that are started later have no better chance
            }
        }
        return List.of();
    }

    /** The names of those that wait for a thread now. */
    List<String> waiting() {
        return all().filter(Loop::waiting).map(Loop::name).toList();
    }

    /** Requests that no more work is looked for; what runs already is still limited, reported and completed. */
    void requestStopOfSearches() {
        claim.requestStop();
        last.stream().filter(loop -> loop != settings).forEach(Loop::requestStop);
    }

    /**
     * Stops the loops that serve running attempts, and waits for all of them. All are asked to stop before one is
     * awaited, so that a silent database delays them at the same time. The loops that may complete an attempt stop
     * before the last completions are written, and the lease is kept until these are written. If they were not, or if a
     * renewal may still be under way, the worker does not sign off: its lease expires. Worker requests are answered as
     * long as tasks may finish.
     *
     * @param closeCompletions done once the writer of completions has had its time
     * @param signOff releases what the worker still has
     * @return whether all stopped in time
     */
    boolean stopAfterDrain(StopSteps steps, Duration timeout, Runnable closeCompletions, StopSteps.Step signOff) {
        Stream.of(attempts, List.of(completions, reports, settings))
                .flatMap(List::stream)
                .forEach(Loop::requestStop);
        Deadline deadline = new Deadline(System.nanoTime() + timeout.toNanos());
        boolean limited = stopped(attempts, steps, deadline);
        boolean written = stopped(completions, steps, deadline);
        closeCompletions.run();
        lease.forEach(Loop::requestStop);
        boolean reported = written && stopped(reports, steps, deadline);
        boolean released = stopped(lease, steps, deadline) && written && steps.run("sign off", signOff);
        boolean others = stopped(last, steps, deadline);
        return limited && reported && released && others;
    }

    private static boolean stopped(List<Loop> loops, StopSteps steps, Deadline deadline) {
        boolean all = true;
        for (Loop loop : loops) {
            all &= stopped(loop, steps, deadline);
        }
        return all;
    }

    private static boolean stopped(Loop loop, StopSteps steps, Deadline deadline) {
        return steps.run("stop the loop '" + loop.name() + "'", () -> loop.awaitStop(deadline.left()));
    }

    /** When all loops are to have stopped. Immutable. */
    private record Deadline(long endNanos) {

        private static final Duration WAKE_UP = Duration.ofMillis(100);

        /** The time that is left; never so little that a loop which only has to wake up could not. */
        Duration left() {
            Duration left = Duration.ofNanos(endNanos - System.nanoTime());
            return left.compareTo(WAKE_UP) > 0 ? left : WAKE_UP;
        }
    }
}

package org.caraway.web.internal.live;

/** The times of the loop of {@link LiveHub}, in nanoseconds of {@link System#nanoTime}. Confined to the loop. */
final class LiveSchedule {

    private static final int TICKS_PER_PING = 15;

    private final long pollNanos;
    private final long pingNanos;
    private final long tickNanos;
    private long nextRead;
    private long nextPoll;
    private long nextTick;
    private long nextPing;

    /** Reads are due immediately; polls, ticks and pings after their intervals. */
    LiveSchedule(LiveTimings timings, long now) {
        pollNanos = timings.pollInterval().toNanos();
        pingNanos = timings.pingInterval().toNanos();
        tickNanos = pingNanos / TICKS_PER_PING;
        nextRead = now;
        nextPoll = now + pollNanos;
        nextTick = now + tickNanos;
        nextPing = now + pingNanos;
    }

    /** Whether a poll is due, which begins a new interval. */
    boolean polls(long now) {
        boolean due = now - nextPoll >= 0;
        if (due) {
            nextPoll = now + pollNanos;
        }
        return due;
    }

    /** Whether marked tasks can be read. */
    boolean reads(long now) {
        return now - nextRead >= 0;
    }

    /** Sets the time of the next read. */
    void readFrom(long time) {
        nextRead = time;
    }

    /** Whether a tick is due. */
    boolean ticks(long now) {
        return now - nextTick >= 0;
    }

    /** Begins a new interval of ticks; returns whether a ping is due, which begins a new interval of pings. */
    boolean tick(long now) {
        nextTick = now + tickNanos;
        boolean due = now - nextPing >= 0;
        if (due) {
            nextPing = now + pingNanos;
        }
        return due;
    }

    /** How long until a poll, a tick or, if tasks are marked, a read is due. */
    long untilNext(long now, boolean marked) {
        long until = Math.min(nextPoll - now, nextTick - now);
        return marked ? Math.min(until, nextRead - now) : until;
    }
}

package org.caraway.benchmark.contender;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of every contender do, and what they note for the scenario. Thread-safe. All is static, because
 * contenders make their tasks themselves; so one process measures one run at a time.
 */
public final class Work {

    private static final int PAYLOAD_CHARACTERS = 200;
    private static final int STAMP_DIGITS = 20;
    private static final String FILLER = "x".repeat(PAYLOAD_CHARACTERS);

    private static final LongAdder RAN = new LongAdder();
    private static final AtomicLong FIRST_NANOS = new AtomicLong();
    private static final Recorder LATENCIES = new Recorder(3);
    private static volatile @Nullable DataSource writes;

    private Work() {}

    /** Forgets what earlier tasks noted. */
    public static void reset() {
        RAN.reset();
        FIRST_NANOS.set(0);
        LATENCIES.reset();
    }

    /** From now on, tasks that write do so here. */
    static void writeTo(DataSource database) {
        writes = database;
    }

    /** Runs the job; the first line of every contender's task. */
    static int run(Job job, String payload) {
        if (FIRST_NANOS.get() == 0) {
            FIRST_NANOS.compareAndSet(0, System.nanoTime());
        }
        switch (job) {
            case NOOP -> {}
            case WRITE -> write(payload);
            case STAMP -> note(payload);
        }
        RAN.increment();
        return payload.length();
    }

    /** How many tasks ran since the reset. */
    public static long ran() {
        return RAN.sum();
    }

    /** The {@link System#nanoTime()} of the first task; 0 if none ran. */
    public static long firstNanos() {
        return FIRST_NANOS.get();
    }

    /** The latencies that tasks recorded since the last call, in nanoseconds. */
    public static Histogram latencies() {
        return LATENCIES.getIntervalHistogram();
    }

    /** A meaningless payload of 200 characters. */
    public static String payload() {
        return FILLER;
    }

    /** A payload of pseudo-random letters, the same each time; a database would compress a repeated letter. */
    public static String payload(int characters) {
        if (characters == PAYLOAD_CHARACTERS) {
            return FILLER;
        }
        StringBuilder text = new StringBuilder(characters);
        new Random(characters).ints(characters, 'a', 'z' + 1).forEach(letter -> text.append((char) letter));
        return text.toString();
    }

    /**
     * A payload with the time of enqueueing, from which the task records its latency. On Linux all processes share this
     * clock.
     */
    public static String stampedPayload(long nanos) {
        String stamp = Long.toString(nanos);
        return "0".repeat(STAMP_DIGITS - stamp.length()) + stamp + FILLER.substring(STAMP_DIGITS);
    }

    /** A payload of the same size without recording, for the warm-up. */
    public static String unnotedPayload() {
        return stampedPayload(0);
    }

    private static void note(String payload) {
        long enqueuedNanos = Long.parseLong(payload.substring(0, STAMP_DIGITS));
        if (enqueuedNanos != 0) {
            LATENCIES.recordValue(Math.max(0, System.nanoTime() - enqueuedNanos));
        }
    }

    private static void write(String payload) {
        DataSource database = writes;
        if (database == null) {
            throw new IllegalStateException("The contender has not set the database of its tasks; call Work.writeTo");
        }
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO benchmark_write (note) VALUES (?)")) {
            insert.setString(1, payload);
            insert.executeUpdate();
        } catch (SQLException failure) {
            throw new IllegalStateException("The task's row was not inserted", failure);
        }
    }
}

package org.caraway.internal.engine.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.caraway.internal.engine.LogLines;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.propagation.CallerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeakLogTest {

    private static final UUID ID = UUID.randomUUID();
    private static final List<LeakKind> NAME = List.of(LeakKind.of("thread name", "thread name 'a'"));

    private final AtomicLong nanos = new AtomicLong(-7);
    private final LeakLog leaks = new LeakLog(nanos::get);
    private final LogLines log = new LogLines(LeakLog.class);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void theSameIsSaidOfATaskOnceAMinute() {
        leaks.report(attempt("Mail.send", 1), NAME);
        leaks.report(attempt("Mail.send", 2), List.of(LeakKind.of("thread name", "thread name 'b'")));
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        leaks.report(attempt("Mail.send", 3), NAME);
        assertThat(log.all()).containsExactly(line("Mail.send", 1, ""));

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        leaks.report(attempt("Mail.send", 4), NAME);

        assertThat(log.all())
                .containsExactly(
                        line("Mail.send", 1, ""),
                        line("Mail.send", 4, ". So did 2 attempts since this was last logged"));
    }

    @Test
    void anotherTaskAndAnotherLeakAreSaidAtOnce() {
        leaks.report(attempt("Mail.send", 1), NAME);
        leaks.report(attempt("Mail.fetch", 1), NAME);
        leaks.report(attempt("Mail.send", 1), List.of(LeakKind.TRANSACTION));

        assertThat(log.all())
                .containsExactly(
                        line("Mail.send", 1, ""),
                        line("Mail.fetch", 1, ""),
                        "task " + ID + " (Mail.send) attempt 1 left behind: an open transaction; all undone");
    }

    @Test
    void nothingIsSaidOfACleanAttempt() {
        leaks.report(attempt("Mail.send", 1), List.of());

        assertThat(log.all()).isEmpty();
    }

    @Test
    void whatMayBeTheServersIsNoWarningByItself() {
        LeakKind uncertain = LeakKind.uncertain("a ThreadLocal with a java.lang.Long");

        leaks.report(attempt("Mail.send", 1), List.of(uncertain));
        leaks.report(attempt("Mail.send", 2), List.of(LeakKind.TRANSACTION, uncertain));

        assertThat(log.all())
                .containsExactly("task " + ID + " (Mail.send) attempt 2 left behind: an open transaction,"
                        + " a ThreadLocal with a java.lang.Long; all undone");
    }

    private static String line(String name, int attempt, String rest) {
        return "task " + ID + " (" + name + ") attempt " + attempt + " left behind: thread name 'a'; all undone" + rest;
    }

    private static TaskFacts attempt(String name, int attempt) {
        return new TaskFacts(
                ID, name, "default", attempt, 0, "here", Duration.ZERO, Map.of(), ID, null, CallerContext.NONE);
    }
}

package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Exceptions of the application may throw when they are read: they are recorded, and retried, as any other. */
class HostileExceptionTest {

    private final Bench bench = new Bench();
    private final Map<Hostility, AtomicInteger> calls = new EnumMap<>(Hostility.class);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void whatNoPolicyCoversIsNotRetried() {
        for (Hostility hostility : Hostility.values()) {
            define(hostility, new HostileException(hostility));
        }

        assertEachFailed(HostileException.class, 1);
    }

    @Test
    void whatNoPolicyCoversIsNotRetriedByATransactionalTaskEither() {
        for (Hostility hostility : Hostility.values()) {
            bench.transactional();
            define(hostility, new HostileException(hostility));
        }

        assertEachFailed(HostileException.class, 1);
    }

    @Test
    void whatAPolicyCoversIsRetriedAsOftenAsItSays() {
        for (Hostility hostility : Hostility.values()) {
            bench.retryFor(HostileException.class).maxRetries(2);
            define(hostility, new HostileException(hostility));
        }

        assertEachFailed(HostileException.class, 3);
    }

    @Test
    void errorsThatThrowThemselvesAreRecordedToo() {
        for (Hostility hostility : Hostility.values()) {
            define(hostility, new HostileError(hostility));
        }

        assertEachFailed(HostileError.class, 1);
    }

    private void define(Hostility hostility, Throwable thrown) {
        calls.put(hostility, new AtomicInteger());
        bench.define("Hostile." + hostility, arguments -> {
            calls.get(hostility).incrementAndGet();
            throw thrown;
        });
    }

    private void assertEachFailed(Class<?> type, int attempts) {
        bench.start();
        for (Hostility hostility : Hostility.values()) {
            TaskView task = bench.runToEnd("Hostile." + hostility, "[]");

            assertThat(task.state()).as("%s", hostility).isEqualTo(TaskState.FAILURE);
            assertThat(calls.get(hostility)).as("%s", hostility).hasValue(attempts);
            assertThat(task.retries()).as("%s", hostility).isEqualTo(attempts - 1);
            assertThat(task.error()).as("%s", hostility).isNotNull();
            assertThat(task.error().type()).as("%s", hostility).isEqualTo(type.getName());
            assertThat(task.error().trace()).as("%s", hostility).startsWith(type.getName());
        }
    }

    /** Which of its methods an exception throws from. */
    enum Hostility {
        CAUSE,
        MESSAGE,
        TEXT,
        FRAMES,
        ALL;

        boolean at(Hostility place) {
            return this == place || this == ALL;
        }
    }

    private static final class HostileException extends Exception {

        private static final long serialVersionUID = 1L;
        private final Hostility hostility;

        HostileException(Hostility hostility) {
            super("told", null, true, true);
            this.hostility = hostility;
        }

        @Override
        public synchronized @Nullable Throwable getCause() {
            if (hostility.at(Hostility.CAUSE)) {
                throw new IllegalStateException("no cause");
            }
            return super.getCause();
        }

        @Override
        public @Nullable String getMessage() {
            if (hostility.at(Hostility.MESSAGE)) {
                throw new NoClassDefFoundError("no message");
            }
            return super.getMessage();
        }

        @Override
        public String toString() {
            if (hostility.at(Hostility.TEXT)) {
                throw new AssertionError("no text");
            }
            return super.toString();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            if (hostility.at(Hostility.FRAMES)) {
                throw new UnsupportedOperationException("no frames");
            }
            return super.getStackTrace();
        }
    }

    private static final class HostileError extends Error {

        private static final long serialVersionUID = 1L;
        private final Hostility hostility;

        HostileError(Hostility hostility) {
            this.hostility = hostility;
        }

        @Override
        public synchronized @Nullable Throwable getCause() {
            if (hostility.at(Hostility.CAUSE)) {
                throw this;
            }
            return super.getCause();
        }

        @Override
        public @Nullable String getMessage() {
            if (hostility.at(Hostility.MESSAGE)) {
                throw this;
            }
            return "told";
        }

        @Override
        public String toString() {
            if (hostility.at(Hostility.TEXT)) {
                throw this;
            }
            return super.toString();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            if (hostility.at(Hostility.FRAMES)) {
                throw this;
            }
            return super.getStackTrace();
        }
    }
}

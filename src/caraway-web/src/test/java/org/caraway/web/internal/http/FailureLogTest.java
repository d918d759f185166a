package org.caraway.web.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.caraway.QueueUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailureLogTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000); // the clock may overflow
    private final FailureLog log = new FailureLog(now::get);
    private final Logger logger = Logger.getLogger(FailureLog.class.getName());
    private final List<LogRecord> lines = new ArrayList<>();
    private final Handler handler = new Handler() {

        @Override
        public void publish(LogRecord line) {
            lines.add(line);
        }

        @Override
        public void flush() {
            // nothing is buffered
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private void fail(RuntimeException thrown, int times) {
        for (int i = 0; i < times; i++) {
            log.log(Problem.of(thrown), thrown);
        }
    }

    @Test
    void anOutageIsOneLineAMinuteWithTheNumberOfRequests() {
        RuntimeException outage = new QueueUnavailableException("The database is away", null);

        fail(outage, 500);
        now.addAndGet(Duration.ofSeconds(61).toNanos());
        fail(outage, 2);

        assertThat(lines)
                .extracting(LogRecord::getMessage)
                .containsExactly(
                        "The database was unavailable during a request",
                        "The database was unavailable during a request, as during 499 more since the last line of this"
                                + " kind");
        assertThat(lines).allSatisfy(line -> assertThat(line.getThrown()).isSameAs(outage));
    }

    @Test
    void oneFailureDoesNotHideAnother() {
        fail(new IllegalStateException("one"), 2);
        fail(new UnsupportedOperationException("other"), 2);

        assertThat(lines).extracting(line -> line.getThrown().getMessage()).containsExactly("one", "other");
    }

    @Test
    void aRefusalIsNoFailureOfTheServer() {
        fail(new Refusal(Problem.of(503, "unavailable", "", "The application is stopping")), 1);
        fail(new IllegalArgumentException("x"), 1);

        assertThat(lines).isEmpty();
    }

    @Test
    void kindsAreBoundedInNumber() {
        for (int i = 0; i < 1_000; i++) {
            log.due("kind " + i);
        }

        assertThat(log.due("kind 1000")).isEqualTo(-1);
        assertThat(log.due("kind 5")).isEqualTo(-1);
    }
}

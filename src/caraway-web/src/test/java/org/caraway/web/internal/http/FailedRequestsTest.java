package org.caraway.web.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.caraway.QueueFullException;
import org.caraway.QueueUnavailableException;
import org.caraway.ResultStoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailedRequestsTest {

    private final Logger logger = Logger.getLogger(FailedRequests.class.getName());
    private final List<String> lines = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final FailedRequests failures = new FailedRequests(nanos::get);
    private final Handler handler = new Handler() {

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage() + ": " + line.getThrown().getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(handler);
    }

    @Test
    void anOutageIsLoggedOnceAMinuteWithTheNumberOfRequests() {
        for (int request = 1; request <= 1_000; request++) {
            report(new QueueUnavailableException("away " + request));
        }
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        report(new QueueUnavailableException("away 1001"));

        assertThat(lines)
                .containsExactly(
                        "The database was unavailable during a request: away 1",
                        "The database was unavailable during a request (999 more like this since the last such"
                                + " line): away 1001");
    }

    @Test
    void eachKindIsLoggedByItself() {
        report(new QueueUnavailableException("away"));
        report(new ResultStoreException("no shelf", null));
        report(new IllegalStateException("bug"));

        assertThat(lines)
                .containsExactly(
                        "The database was unavailable during a request: away",
                        "A result could not be read: no shelf",
                        "A request failed: bug");
    }

    @Test
    void whatTheCallerCanCureIsNotLogged() {
        report(new IllegalArgumentException("bad"));
        report(new QueueFullException("full", "mail", 3));

        assertThat(lines).isEmpty();
    }

    private void report(RuntimeException failure) {
        failures.report(failure, Problem.of(failure));
    }
}

package org.caraway.internal.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatedLogTest {

    private static final String NAME = RepeatedLogTest.class.getName();

    private final List<String> warnings = new ArrayList<>();
    private final Logger logger = Logger.getLogger(NAME);
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE); // as nanoTime may: it overflows
    private final RepeatedLog log = new RepeatedLog(System.getLogger(NAME), System.Logger.Level.WARNING, nanos::get);
    private final Handler handler = new Handler() {

        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(line.getMessage() + (line.getThrown() == null ? "" : " because of " + line.getThrown()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    @Test
    void theFirstLineIsLoggedAndTheOthersOfTheMinuteAreCounted() {
        for (int number = 1; number <= 500; number++) {
            String text = "refused " + number;
            log.log(() -> text);
        }
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        log.log(() -> "refused 501", new IllegalStateException("away"));
        log.log(() -> "refused 502");

        assertThat(warnings)
                .containsExactly(
                        "refused 1",
                        "refused 501 (499 more like this since the last such line)"
                                + " because of java.lang.IllegalStateException: away");
    }

    @Test
    void aLineAfterAQuietMinuteHasNoNumber() {
        log.log(() -> "refused");
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(2));
        log.log(() -> "refused again");

        assertThat(warnings).containsExactly("refused", "refused again");
    }
}

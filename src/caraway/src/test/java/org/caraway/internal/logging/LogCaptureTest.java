package org.caraway.internal.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.caraway.TaskContext;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.CurrentTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogCaptureTest {

    private static final Logger SHOP = Logger.getLogger("shop.Orders");
    private static final Logger OWN = Logger.getLogger("org.caraway.internal.engine.Worker");
    private static final Logger STEPS = Logger.getLogger("org.caraway.task");

    private final LogCapture capture = new LogCapture(Level.INFO);
    private final List<String> records = new ArrayList<>();
    private final RecordSink attempt = (level, logger, text) -> records.add(level + " " + logger + " " + text);

    @BeforeEach
    void begin() {
        capture.start();
    }

    @AfterEach
    void end() {
        CurrentTask.leave();
        capture.stop();
    }

    @Test
    void whatIsLoggedOnTheThreadOfAnAttemptIsItsOwn() {
        enter();

        SHOP.log(java.util.logging.Level.INFO, "order {0} of {1}", new Object[] {"42", "ann"});
        System.getLogger("shop.Platform").log(Level.WARNING, "platform");
        LoggerFactory.getLogger("shop.Slf4j").error("facade");

        assertThat(records)
                .containsExactly(
                        "INFO shop.Orders order 42 of ann",
                        "WARNING shop.Platform platform",
                        "ERROR shop.Slf4j facade");
    }

    @Test
    void anExceptionIsTakenWithItsStackTrace() {
        enter();

        SHOP.log(java.util.logging.Level.WARNING, "no mail", new IOException("no route"));

        assertThat(records)
                .singleElement()
                .asString()
                .startsWith("WARNING shop.Orders no mail\njava.io.IOException: no route")
                .contains("at org.caraway.internal.logging.LogCaptureTest");
    }

    @Test
    void whatIsLoggedOutsideOfAttemptsIsNobodys() {
        SHOP.info("a request");

        assertThat(records).isEmpty();
    }

    @Test
    void whatIsBelowTheLevelIsLeftOut() {
        enter();
        SHOP.setLevel(java.util.logging.Level.ALL);
        try {
            SHOP.config("settings");
            SHOP.fine("details");
        } finally {
            SHOP.setLevel(null);
        }

        assertThat(records).isEmpty();
    }

    @Test
    void carawaysOwnRecordsAreLeftOut() {
        enter();

        OWN.warning("own");
        STEPS.warning("own");

        assertThat(records).isEmpty();
    }

    @Test
    void aRecordWhoseTextLogsItselfDoesNotLeadInCircles() {
        enter();
        Logger alone = Logger.getLogger("shop.Alone"); // no other handler asks for the text
        alone.setUseParentHandlers(false);
        alone.addHandler(capture);
        Object chatty = new Object() {
            @Override
            public String toString() {
                alone.info("asked for my name");
                return "chatty";
            }
        };

        alone.log(java.util.logging.Level.INFO, "it is {0}", chatty);

        assertThat(records).containsExactly("INFO shop.Alone it is chatty");
    }

    @Test
    void nothingIsLeftAtTheRootLoggerAfterwards() {
        enter();

        capture.stop();
        SHOP.info("late");

        assertThat(records).isEmpty();
        assertThat(Logger.getLogger("").getHandlers()).doesNotContain(capture);
    }

    @Test
    void turnedOffItIsNotAtTheRootLoggerAtAll() {
        LogCapture off = new LogCapture(Level.OFF);

        off.start();

        assertThat(Logger.getLogger("").getHandlers()).doesNotContain(off);
    }

    private void enter() {
        CurrentTask.enter((TaskContext) attempt(), CallerContext.NONE);
    }

    /** A running attempt, as far as it is needed. */
    private Object attempt() {
        InvocationHandler handler = (proxy, method, arguments) -> answer(method.getName(), arguments);
        return Proxy.newProxyInstance(
                LogCaptureTest.class.getClassLoader(), new Class<?>[] {TaskContext.class, RecordSink.class}, handler);
    }

    private @Nullable Object answer(String method, Object[] arguments) {
        if (!method.equals("record")) {
            throw new UnsupportedOperationException(method);
        }
        attempt.record((Level) arguments[0], (String) arguments[1], (String) arguments[2]);
        return null;
    }
}

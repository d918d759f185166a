package org.caraway.internal.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.caraway.CarawayException;
import org.caraway.spi.ContextPropagator;
import org.caraway.spi.ContextPropagator.Restored;
import org.junit.jupiter.api.Test;

class ContextPropagationTest {

    private final List<String> journal = new ArrayList<>();

    /** Notes what it is asked. */
    private class Noting implements ContextPropagator {

        private final String name;
        private final int order;
        private final int version;

        Noting(String name, int order, int version) {
            this.name = name;
            this.order = order;
            this.version = version;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int order() {
            return order;
        }

        @Override
        public int version() {
            return version;
        }

        @Override
        public Optional<String> capture() {
            journal.add("capture " + name);
            return Optional.of("what \"" + name + "\" \u0000 saw");
        }

        @Override
        public Restored restore(String captured, int storedVersion) {
            journal.add("restore " + name + " " + storedVersion + " " + captured);
            return () -> journal.add("close " + name);
        }
    }

    private static ContextPropagation of(ContextPropagator... propagators) {
        return new ContextPropagation(List.of(propagators), Optional::empty, 8192);
    }

    private Noting failingToRestore() {
        return new Noting("broken", 5, 1) {
            @Override
            public Restored restore(String captured, int storedVersion) {
                throw new IllegalStateException("no such tenant");
            }
        };
    }

    @Test
    void whatIsCapturedIsRestoredInOrderAndClosedInReverse() {
        ContextPropagation propagation =
                of(new Noting("b", 0, 1), new Noting("last", 7, 1), new Noting("a", 0, 3), new Noting("first", -1, 1));

        CallerContext context = propagation.capture();
        propagation.restore(context).close();

        assertThat(journal)
                .containsExactly(
                        "capture first",
                        "capture a",
                        "capture b",
                        "capture last",
                        "restore first 1 what \"first\" \u0000 saw",
                        "restore a 3 what \"a\" \u0000 saw",
                        "restore b 1 what \"b\" \u0000 saw",
                        "restore last 1 what \"last\" \u0000 saw",
                        "close last",
                        "close b",
                        "close a",
                        "close first");
    }

    @Test
    void aFailureToCaptureNamesThePropagator() {
        ContextPropagation propagation = of(new Noting("broken", 0, 1) {
            @Override
            public Optional<String> capture() {
                throw new IllegalStateException("no tenant here");
            }
        });

        assertThatThrownBy(propagation::capture)
                .isInstanceOf(CarawayException.class)
                .hasMessage("Nothing was enqueued: the context propagator 'broken' could not capture: no tenant here;"
                        + " enqueue a TaskCall.withoutContext() to do without")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFailureToRestoreNamesThePropagatorAndUndoesWhatWasRestored() {
        ContextPropagation propagation = of(new Noting("a", 0, 1), failingToRestore(), new Noting("z", 9, 1));

        assertThatThrownBy(() ->
                        propagation.restore(new CallerContext(null, "{\"broken\":\"x\",\"a\":\"1\",\"z\":\"2\"}")))
                .isInstanceOf(CarawayException.class)
                .hasMessage("The method was not called: the context propagator 'broken' could not restore what was"
                        + " captured with version 1: no such tenant");
        assertThat(journal).containsExactly("restore a 1 1", "close a");
    }

    @Test
    void oneThatFailsToCloseDoesNotKeepTheOthers() {
        ContextPropagation propagation = of(new Noting("a", 0, 1), new Noting("broken", 1, 1) {
            @Override
            public Restored restore(String captured, int storedVersion) {
                return () -> {
                    throw new IllegalStateException("cannot end");
                };
            }
        });

        propagation
                .restore(new CallerContext(null, "{\"a\":\"1\",\"broken\":\"2\"}"))
                .close();

        assertThat(journal).containsExactly("restore a 1 1", "close a");
    }

    @Test
    void anErrorIsAFailureLikeAny() {
        ContextPropagation propagation = of(
                new Noting("a", 0, 1),
                new Noting("broken", 1, 1) {
                    @Override
                    public Restored restore(String captured, int storedVersion) {
                        return () -> {
                            throw new NoClassDefFoundError("gone at the end");
                        };
                    }
                },
                new Noting("worse", 2, 1) {
                    @Override
                    public Restored restore(String captured, int storedVersion) {
                        throw new NoClassDefFoundError("gone at the beginning");
                    }
                });

        assertThatThrownBy(() ->
                        propagation.restore(new CallerContext(null, "{\"a\":\"1\",\"broken\":\"2\",\"worse\":\"3\"}")))
                .isInstanceOf(CarawayException.class)
                .hasMessageStartingWith("The method was not called: the context propagator 'worse' could not restore")
                .hasMessageEndingWith("gone at the beginning");
        assertThat(journal).containsExactly("restore a 1 1", "close a");
    }

    @Test
    void aNameWithoutPropagatorIsNotRestored() {
        of(new Noting("a", 0, 1))
                .restore(new CallerContext(null, "{\"newer\":{\"version\":9,\"value\":\"x\"},\"a\":\"1\"}"))
                .close();

        assertThat(journal).containsExactly("restore a 1 1", "close a");
    }

    @Test
    void theSizeIsToldWithThatOfEachPropagator() {
        ContextPropagation propagation =
                new ContextPropagation(List.of(new Noting("a", 0, 1), new Noting("longer", 0, 1)), Optional::empty, 20);

        assertThatThrownBy(propagation::capture)
                .isInstanceOf(CarawayException.class)
                .hasMessage("Nothing was enqueued: the context is 67 bytes of JSON, more than 20. By propagator:"
                        + " longer 19, a 14. Capture less, such as an id, or raise caraway.max-context-bytes");
    }

    @Test
    void aCallersNameThatDoesNotFitIsNotCut() {
        ContextPropagation propagation =
                new ContextPropagation(List.of(), () -> Optional.of("x".repeat(201)), Integer.MAX_VALUE);

        assertThatThrownBy(propagation::capture)
                .isInstanceOf(CarawayException.class)
                .hasMessageContaining("the caller's name has 201 characters, and created_by holds 200");
    }

    @Test
    void twoOfOneNameAreRefused() {
        assertThatThrownBy(() -> of(new Noting("tenant", 0, 1), new Noting("tenant", 1, 1)))
                .isInstanceOf(CarawayException.class)
                .hasMessageContaining("Two context propagators are named 'tenant'");
    }

    @Test
    void noNameAndNoVersionAreRefused() {
        assertThatThrownBy(() -> of(new Noting(" ", 0, 1))).hasMessageContaining("' ' is no name");
        assertThatThrownBy(() -> of(new Noting("a", 0, 0))).hasMessageContaining("has version 0");
    }

    @Test
    void aMalformedContextIsReportedWithItsName() {
        assertThatThrownBy(() -> of().restore(new CallerContext(null, "{\"tenant\":42}")))
                .isInstanceOf(CarawayException.class)
                .hasMessageStartingWith("'tenant' in the task's context is neither a text nor");
        assertThatThrownBy(() -> of().restore(new CallerContext(null, "[")))
                .isInstanceOf(CarawayException.class)
                .hasMessageStartingWith("The task's context is no JSON object");
    }

    @Test
    void localeAndTraceAreReadFromWhatTravelled() {
        CallerContext context = new CallerContext("alice", "{\"locale\":\"de-AT\",\"traceparent\":\"00-1-2-01\"}");

        assertThat(context.locale()).contains(Locale.forLanguageTag("de-AT"));
        assertThat(context.traceParent()).contains("00-1-2-01");
        assertThat(CallerContext.NONE.locale()).isEmpty();
        assertThat(new CallerContext(null, "{\"locale\":\"?\"}").locale()).isEmpty();
    }
}

package org.caraway.internal.engine.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class UndeployDetectorTest {

    private final AtomicBoolean stops = new AtomicBoolean();
    private final UndeployDetector departure = new UndeployDetector(stops::get);

    @Test
    void aMissingClassOfAnApplicationThatStaysIsItsOwnFault() {
        assertThat(departure.explains(new NoClassDefFoundError("shop/Invoice"))).isFalse();
        assertThat(departure.noticed()).isFalse();
        assertThat(UndeployDetector.of(stops::get).explains(new NoClassDefFoundError("shop/Invoice")))
                .as("this JVM does not end")
                .isFalse();
    }

    @Test
    void whileTheServerEndsItIsTheServers() {
        stops.set(true);

        assertThat(departure.explains(new IllegalStateException("wrapped", new ClassNotFoundException("shop.Invoice"))))
                .isTrue();
        assertThat(departure.noticed()).isTrue();
    }

    @Test
    void whateverElseIsThrownMeanwhileIsTheTasks() {
        stops.set(true);
        Exception circle = new IllegalStateException("a");
        circle.initCause(new IllegalStateException("b", circle));

        assertThat(departure.explains(new IllegalArgumentException("no such invoice")))
                .isFalse();
        assertThat(departure.explains(circle)).isFalse();
        assertThat(departure.noticed()).isFalse();
    }
}

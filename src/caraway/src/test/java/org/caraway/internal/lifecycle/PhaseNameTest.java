package org.caraway.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhaseNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"IMPORTING", "b", "Step 2.1", "waiting-for_them"})
    void aNameIsTakenAsItIs(String name) {
        assertThat(PhaseName.checked(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " A", "1st", "a,b", "new\nline", "\u00e4"})
    void anythingElseIsRefusedWithTheRule(String name) {
        assertThatThrownBy(() -> PhaseName.checked(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + name + "' is no name of a phase; use 1 to 50 letters");
    }

    @Test
    void aLongOneIsRefusedAndNotRepeatedInFull() {
        assertThat(PhaseName.checked("x".repeat(50))).hasSize(50);
        assertThatThrownBy(() -> PhaseName.checked("x".repeat(5_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .hasSizeLessThan(250);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUCCESS", "started", "Retry"})
    void aStateOfCarawaysIsRefused(String name) {
        assertThatThrownBy(() -> PhaseName.checked(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The phase '" + name + "' has the name of a state");
    }
}

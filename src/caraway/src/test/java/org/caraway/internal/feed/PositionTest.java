package org.caraway.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

    @Test
    void behindTheLastEntryOfARowIsTheNextRow() {
        assertThat(Position.behind(7, 0, 2).text()).isEqualTo("7.1");
        assertThat(Position.behind(7, 1, 2).text()).isEqualTo("8.0");
    }

    @Test
    void comesBackFromItsText() {
        assertThat(Position.of("8.3")).isEqualTo(new Position(8, 3)).hasSameHashCodeAs(new Position(8, 3));
        assertThat(Position.of("999999999999999999.999999999").text()).isEqualTo("999999999999999999.999999999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "8.", ".3", "-8.3", "8.3.1", "8,3", "9999999999999999999.0", "1.9999999999", "x"})
    void otherTextIsRefusedWithTheFix(String text) {
        assertThatThrownBy(() -> Position.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is no position in the task feed; pass that of a TaskChange");
    }
}

package org.caraway.benchmark.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SizesTest {

    @Test
    void aSizeOfZeroIsRefusedByTheNameOfItsOption() {
        Duration second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new Sizes(1, 200, 0, 1, 1, 1, 1, 1, 1, second, 1, second))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--threads is 0; give it at least 1");
    }
}

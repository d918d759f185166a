package org.caraway.web.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongPollsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "wait=10|10",
                "respond-async, wait=5|5",
                "wait=\"7\"; foo|7",
                "wait=100000|30",
                "wait=99999999999|0",
                "wait=-1|0",
                "wait|0",
                "await=5|0",
                "wait=1.5|0",
                "``|0",
            })
    void thePreferenceIsReadAndBounded(String header, int seconds) {
        assertThat(LongPolls.seconds(header)).isEqualTo(seconds);
    }
}

package org.caraway.web.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.TaskHandle;
import org.caraway.web.internal.http.Requests;
import org.caraway.web.internal.http.WebRequest;
import org.junit.jupiter.api.Test;
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

    /** Each wait begins inside the one before, so that all of them wait together. */
    @Test
    void oneCallerWaitsAtNoMoreThanEightPlaces() {
        LongPolls polls = new LongPolls();
        WebRequest request = Requests.of("GET", "tasks/x/result", "Prefer", "wait=1");
        AtomicInteger waiting = new AtomicInteger();
        TaskHandle<?>[] task = new TaskHandle<?>[1];
        task[0] = (TaskHandle<?>) Proxy.newProxyInstance(
                LongPollsTest.class.getClassLoader(), new Class<?>[] {TaskHandle.class}, (proxy, method, arguments) -> {
                    waiting.incrementAndGet();
                    polls.await(task[0], request);
                    return null;
                });

        assertThat(polls.await(task[0], request)).isEqualTo(1);

        assertThat(waiting).hasValue(8);
        waiting.set(0);
        polls.await(task[0], request);
        assertThat(waiting).as("all places were given back").hasValue(8);
    }
}

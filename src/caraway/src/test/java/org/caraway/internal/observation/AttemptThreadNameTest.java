package org.caraway.internal.observation;

import static org.assertj.core.api.Assertions.assertThat;

import org.caraway.internal.observation.TaskObserver.AttemptStep;
import org.junit.jupiter.api.Test;

class AttemptThreadNameTest {

    @Test
    void theThreadOfAnAttemptIsNamedAfterItsTask() {
        Thread thread = Thread.currentThread();
        String former = thread.getName();

        try (AttemptStep step = new AttemptThreadName().attempt(TestFacts.running(null, null))) {
            assertThat(step).isNotNull();
            assertThat(thread.getName()).isEqualTo(former + " Mail.send[" + TestFacts.ID + "]");
            thread.setName("the task's own");
        }

        assertThat(thread.getName()).isEqualTo(former);
    }
}

package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.caraway.admin.TaskAdmin;
import org.junit.jupiter.api.Test;

/** What {@link TaskAdmin} sets at run time. */
class AdminSettingsTest extends OperatingFixture {

    @Test
    void areCheckedKeptAndCleared() {
        admin.pause("mail");
        admin.slots("mail", 8);
        admin.maxLength("mail", 100);
        admin.maxConcurrentOfQueue("mail", 2);
        admin.maxConcurrentOfQueue("mail", null);
        admin.pauseTask("Shop.clean");
        admin.rateLimit("Shop.clean", "10/m");
        admin.maxConcurrent("Shop.clean", "3");
        admin.timeLimits("Shop.clean", Duration.ofSeconds(1), null);
        admin.rateLimit("Shop.clean", null);

        assertThat(admin.queueSettings("mail").paused()).isTrue();
        assertThat(admin.queueSettings("mail").slots()).isEqualTo(8);
        assertThat(admin.queueSettings("mail").maxLength()).isEqualTo(100);
        assertThat(admin.queueSettings("mail").maxConcurrent()).isNull();
        assertThat(admin.definitionSettings("Shop.clean").paused()).isTrue();
        assertThat(admin.definitionSettings("Shop.clean").rateLimit()).isNull();
        assertThat(admin.definitionSettings("Shop.clean").maxConcurrent()).isEqualTo("3");
        assertThat(admin.definitionSettings("Shop.clean").softTimeLimit()).isEqualTo(Duration.ofSeconds(1));
        admin.resume("mail");
        admin.resumeTask("Shop.clean");
        assertThat(admin.queueSettings("mail").paused()).isFalse();
        assertThat(admin.definitionSettings("Shop.clean").paused()).isFalse();
        assertThat(admin.audit(100)).hasSize(12);
    }

    @Test
    void thatMakeNoSenseAreRefused() {
        assertRefused(() -> admin.rateLimit("Shop.clean", "often"), "is no rate limit");
        assertRefused(() -> admin.rateLimit("Shop.clean", " "), "no limit");
        assertRefused(() -> admin.maxConcurrent("Shop.clean", "0"), "is no limit on concurrency");
        assertRefused(() -> admin.timeLimits("Shop.clean", Duration.ofHours(2), Duration.ofHours(1)), "longer");
        assertRefused(() -> admin.timeLimits("Shop.clean", Duration.ZERO, null), "more than zero");
        assertRefused(() -> admin.slots("mail", 0), "slots cannot be 0");
        assertRefused(() -> admin.maxLength("mail", -1), "maxLength cannot be -1");
        assertRefused(() -> admin.pause("no queue"), "is no queue name");
        assertRefused(() -> admin.pauseTask(" "), "is no task name");
        assertRefused(() -> admin.audit(0), "1 to 1000");
        assertThat(admin.audit(100)).isEmpty();
    }

    private void assertRefused(ThrowingCallable action, String message) {
        assertThatThrownBy(action).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void definitionsShowBoth() {
        admin.rateLimit("Shop.order", "10/m");

        assertThat(admin.definitions())
                .filteredOn(definition -> definition.name().equals("Shop.order"))
                .singleElement()
                .satisfies(definition -> {
                    assertThat(definition.settings())
                            .containsEntry("queue", "orders")
                            .containsEntry("priority", "7")
                            .containsEntry("time-limit", "PT6M");
                    assertThat(definition.parameters()).hasSize(2);
                    assertThat(definition.atRunTime().rateLimit()).isEqualTo("10/m");
                });
        assertThat(admin.configuration()).containsEntry("caraway.schema", "check");
    }
}

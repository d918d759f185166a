package org.caraway.web.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureGroupsTest {

    @Test
    void thePlaceIsTheFirstFrameOfTheApplication() {
        String trace = """
                java.lang.IllegalArgumentException: at noon
                \tat java.base/java.util.Objects.requireNonNull(Objects.java:233)
                \tat jdk.internal.reflect.Method.invoke(Method.java:1)
                \tat app//shop.Reports.render(Reports.java:42)
                \tat shop.Orders.pay(Orders.java:7)
                """;

        assertThat(FailureGroups.place(trace)).contains("app//shop.Reports.render(Reports.java:42)");
    }

    @Test
    void aTraceOfThePlatformAloneHasNoPlace() {
        assertThat(FailureGroups.place("x\n\tat java.base/java.lang.Thread.run(Thread.java:1)"))
                .isEmpty();
        assertThat(FailureGroups.place("")).isEmpty();
    }
}

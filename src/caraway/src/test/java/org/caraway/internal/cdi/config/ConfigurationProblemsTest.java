package org.caraway.internal.cdi.config;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a wrong configuration is told at deployment. */
class ConfigurationProblemsTest {

    @ApplicationScoped
    static class Good {
        @Task
        public void work() {}
    }

    static class Final {
        @Task
        public final void work() {}
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "caraway.schema | create | : 'create' (from test.properties) is not known; use migrate or check",
                "caraway.worker.enabled | yes | : 'yes' (from test.properties) is not known; use true or false",
                "caraway.worker.slots | 0 | : '0' (from test.properties) is out of range; use a number of 1 or more",
                "caraway.poll-interval | 1s | : '1s' (from test.properties) is no duration; write ISO-8601 text such"
                        + " as PT1M30S",
                "caraway.lease | PT4S | : 'PT4S' (from test.properties) is too short; use PT5S or more",
                "caraway.shutdown-grace | PT-1S | : 'PT-1S' (from test.properties) is too short; use PT0S or more",
                "caraway.retention | PT0S | : 'PT0S' (from test.properties) is too short; use more than zero",
                "caraway.log-steps | warning | : 'warning' (from test.properties) is not known; use debug or info or"
                        + " off",
                "caraway.capture-logs | loud | : 'loud' (from test.properties) is not known; use error or warning or"
                        + " info or debug or trace or off",
                "caraway.propagate-log-fields | caraway.queue | : 'caraway.queue' (from test.properties) names the"
                        + " field caraway.queue, which Caraway sets itself in each attempt; leave it out",
                "caraway.worker.queues | mail:x | : 'mail:x' (from test.properties) gives the queue 'mail' 'x' slots;"
                        + " write queues with their slots such as reports:8,default:4, or at least 2 and at most 8 as"
                        + " reports:2-8",
                "caraway.worker.queues | a:1,a:2 | : 'a:1,a:2' (from test.properties) names the queue 'a' twice; name"
                        + " each queue once",
                "caraway.worker.queues | , | : ',' (from test.properties) names no queue; write queues with their"
                        + " slots such as reports:8,default:4",
                "caraway.task.\"Good.work\".priority | high | : 'high' (from test.properties) is no whole number; use"
                        + " a number from 0 to 9",
                "caraway.task.\"Good.work\".retry-for | java.Nope | : 'java.Nope' (from test.properties) names the"
                        + " class java.Nope that cannot be loaded; use full names of exception classes",
                "caraway.task.\"Good.work\".retry-for | java.lang.String | : 'java.lang.String' (from"
                        + " test.properties) names the class java.lang.String that is no exception; use full names of"
                        + " exception classes",
                "caraway.queue.\"mail\".when-full | wait | : 'wait' (from test.properties) is not known; use reject or"
                        + " block",
                "caraway.queue.mail.max-lenght | 5 |  (from test.properties) is no configuration key of Caraway; of a"
                        + " queue it is one of [caraway.queue.\"NAME\".max-length, caraway.queue.\"NAME\".when-full,"
                        + " caraway.queue.\"NAME\".block-timeout, caraway.queue.\"NAME\".threads]",
                "caraway.queue.default.threads | green | : 'green' (from test.properties) is not known; use platform or"
                        + " virtual",
                "caraway.lese | PT9S |  (from test.properties) is no configuration key of Caraway; did you mean"
                        + " caraway.lease?",
                "caraway.task.\"Good.work\".retry-dely | PT9S |  (from test.properties) is no configuration key of"
                        + " Caraway; did you mean caraway.task.\"Good.work\".retry-delay?",
                "caraway.task.Good.work.retry-delay | PT9S |  (from test.properties) is no configuration key of"
                        + " Caraway; did you mean caraway.task.\"Good.work\".retry-delay?",
                "caraway.task.\"Good.wrk\".retry-delay | PT9S |  (from test.properties) is no configuration key of"
                        + " Caraway; no task is named 'Good.wrk', did you mean"
                        + " caraway.task.\"Good.work\".retry-delay?"
            })
    void aMistakeNamesKeyValueSourceAndFix(String key, String value, String complaint) {
        // the column is trimmed, so a complaint that begins with "(from" lacks the blank before it
        String gap = complaint.startsWith("(") ? " " : "";

        assertThat(Application.with(Good.class).configuredBy(Map.of(key, value)).mistakes())
                .containsExactly(key + gap + complaint);
    }

    @Test
    void aQueueWithoutSlotsIsNamed() {
        assertThat(Application.with(Good.class)
                        .configuredBy(Map.of("caraway.worker.queues", "mail:0,default:4"))
                        .mistakes())
                .containsExactly(
                        "Queue 'mail' has 0 slots; set caraway.worker.queues to 1 or more, or remove the queue");
    }

    @Test
    void anUnknownTaskIsNamedEvenWhereNoTaskExists() {
        assertThat(Application.with(Object.class)
                        .configuredBy(Map.of("caraway.task.mail.queue", "q"))
                        .mistakes())
                .containsExactly("caraway.task.mail.queue (from test.properties) is no configuration key of Caraway;"
                        + " no task is named 'mail', this application has no tasks; remove the key");
    }

    @Test
    void variablesThatAPlatformInjectsDoNotStopTheDeployment() {
        try (Application application = Application.with(Good.class)
                .withVariables(Map.of("CARAWAY_SERVICE_HOST", "10.0.0.7", "CARAWAY_LEASE", "PT40S"))
                .deploy()) {
            assertThat(application.settings().worker().lease()).hasSeconds(40);
        }
    }

    @Test
    void mistakesOfCodeAndConfigurationAreReportedTogether() {
        assertThat(Application.with(Final.class)
                        .configuredBy(Map.of("caraway.lease", "x", "caraway.quee", "y"))
                        .mistakes())
                .hasSize(3);
    }
}

package org.caraway.internal.cdi.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.caraway.Task;
import org.caraway.TaskCall;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.client.Routing.NamedRouter;
import org.caraway.internal.lifecycle.TimeLimits;
import org.caraway.internal.observation.LoggedRecords;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.spi.Route;
import org.caraway.spi.TaskRouter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the configuration says of many tasks at once. */
class RoutedTasksTest {

    private static final String HERE = RoutedTasksTest.class.getName();

    @ApplicationScoped
    static class Feeds {
        @Task(queue = "own", priority = 6, maxRetries = 1)
        public void load() {}

        @Task
        public void plain() {}

        @Task(softTimeLimit = "PT10S", timeLimit = "PT20S", maxRetries = 0, retryFor = IOException.class)
        public void careful() {}

        @Task(timeLimit = "PT1M")
        public void brief() {}
    }

    @ApplicationScoped
    static class ByName implements TaskRouter {
        @Override
        public Optional<Route> route(TaskCall<?> call) {
            return Optional.of(Route.to(call.name()));
        }
    }

    @Nested
    class QueueAndPriority {

        @Test
        void theAnnotationSaysWhatNothingElseDoes() {
            assertThat(settings("Feeds.load", Map.of()))
                    .extracting(TaskSettings::queue, TaskSettings::priority)
                    .containsExactly("own", 6);
            assertThat(settings("Feeds.plain", Map.of("caraway.default-queue", "rest"))
                            .queue())
                    .isEqualTo("rest");
        }

        @Test
        void aRouteOverridesTheAnnotation() {
            assertThat(settings("Feeds.load", Map.of("caraway.routes", "Feeds.lo?d=low:2, *=rest")))
                    .extracting(TaskSettings::queue, TaskSettings::priority)
                    .containsExactly("low", 2);
            assertThat(settings("Feeds.load", Map.of("caraway.routes", "*=rest")))
                    .extracting(TaskSettings::queue, TaskSettings::priority)
                    .containsExactly("rest", 6);
        }

        @Test
        void aKeyOfTheTaskOverridesARoute() {
            assertThat(settings(
                            "Feeds.load",
                            Map.of("caraway.routes", "Feeds.*=low:2", "caraway.task.\"Feeds.load\".queue", "mine")))
                    .extracting(TaskSettings::queue, TaskSettings::priority)
                    .containsExactly("mine", 2);
        }

        @Test
        void aKeyForAllTasksOverridesTheAnnotationButNotRoutes() {
            Map<String, String> values = Map.of(
                    "caraway.routes", "Feeds.plain=low",
                    "caraway.task.\"*\".queue", "all",
                    "caraway.task.\"*\".priority", "1");

            assertThat(settings("Feeds.load", values))
                    .extracting(TaskSettings::queue, TaskSettings::priority)
                    .containsExactly("all", 1);
            assertThat(settings("Feeds.plain", values).queue()).isEqualTo("low");
        }

        @Test
        void theWorkerServesTheQueuesThatTasksAreRoutedTo() {
            try (Application application =
                    deployed(Map.of("caraway.routes", "Feeds.load=low", "caraway.default-queue", "rest"))) {
                assertThat(application.settings().worker().queues()).containsOnlyKeys("rest", "low");
                assertThat(application
                                .settings()
                                .knownQueues(application.deployment().registry()))
                        .containsExactlyInAnyOrder("rest", "low");
            }
        }
    }

    @Test
    void routersAreFoundAndNamedAfterTheirBeans() {
        try (Application application =
                Application.with(Feeds.class, ByName.class).deploy()) {
            List<NamedRouter> routers = application.deployment().routers().get();

            assertThat(routers).extracting(NamedRouter::className).containsExactly(HERE + "$ByName");
            assertThat(routers.get(0).router().route(TaskCall.of("x", List.of())))
                    .contains(Route.to("x"));
        }
    }

    @Nested
    class Defaults {

        @Test
        void timeLimitsOfTheApplicationHoldWhereATaskSaysNothing() {
            Map<String, String> values = Map.of("caraway.soft-time-limit", "PT2H", "caraway.time-limit", "PT3H");

            assertThat(settings("Feeds.plain", values).timeLimits())
                    .isEqualTo(new TimeLimits(Duration.ofHours(2), Duration.ofHours(3)));
            assertThat(settings("Feeds.careful", values).timeLimits())
                    .isEqualTo(new TimeLimits(Duration.ofSeconds(10), Duration.ofSeconds(20)));
        }

        @Test
        void aDefaultSoftLimitIsNoLongerThanTheTimeLimit() {
            TimeLimits minute = new TimeLimits(Duration.ofMinutes(1), Duration.ofMinutes(1));

            assertThat(settings("Feeds.brief", Map.of()).timeLimits()).isEqualTo(minute);
            assertThat(settings("Feeds.plain", Map.of("caraway.time-limit", "PT1M"))
                            .timeLimits())
                    .isEqualTo(minute);
        }

        @Test
        void aKeyForAllTasksOverridesTheAnnotationButNotTheKeyOfTheTask() {
            Map<String, String> values = Map.of(
                    "caraway.task.\"*\".time-limit", "PT15S",
                    "caraway.task.\"*\".max-retries", "7",
                    "caraway.task.\"Feeds.load\".max-retries", "2");

            assertThat(settings("Feeds.careful", values).timeLimit()).hasSeconds(15);
            assertThat(settings("Feeds.careful", values).retries().maxRetries()).isEqualTo(7);
            assertThat(settings("Feeds.load", values).retries().maxRetries()).isEqualTo(2);
        }

        @Test
        void aKeyForAllTasksIsAVariableToo() {
            try (Application application = Application.with(Feeds.class)
                    .withVariables(Map.of("CARAWAY_TASK_____MAX_RETRIES", "7"))
                    .deploy()) {
                assertThat(application
                                .definition("Feeds.load")
                                .settings()
                                .retries()
                                .maxRetries())
                        .isEqualTo(7);
            }
        }

        @Test
        void tasksThatRelyOnThemAreNamedIfThatIsWanted() {
            try (LoggedRecords log = new LoggedRecords(DefaultsReport.class.getName())) {
                deployed(Map.of()).close();
                assertThat(log.lines()).isEmpty();

                deployed(Map.of("caraway.report-defaults", "true")).close();

                assertThat(log.lines())
                        .containsExactly("WARNING 3 tasks rely on defaults; say what they need in @Task or in"
                                + " caraway.task.\"NAME\".…:"
                                + "\n  Feeds.brief (" + HERE
                                + "$Feeds#brief): softTimeLimit PT1M, maxRetries 3, retryFor, so"
                                + " that no failure is retried by itself"
                                + "\n  Feeds.load (" + HERE
                                + "$Feeds#load): softTimeLimit PT5M, timeLimit PT6M, retryFor, so"
                                + " that no failure is retried by itself"
                                + "\n  Feeds.plain (" + HERE
                                + "$Feeds#plain): softTimeLimit PT5M, timeLimit PT6M, maxRetries"
                                + " 3, retryFor, so that no failure is retried by itself");
            }
        }
    }

    @Nested
    class Mistakes {

        @Test
        void aWrongKeyForAllTasksIsToldOnceWithTheNearest() {
            assertThat(mistakes(Map.of("caraway.task.\"*\".retry-dely", "PT1S")))
                    .containsExactly(
                            "caraway.task.\"*\".retry-dely (from test.properties) is no configuration key of Caraway;"
                                    + " did you mean caraway.task.\"*\".retry-delay?");
        }

        @Test
        void aWrongValueForAllTasksIsToldOnce() {
            assertThat(mistakes(Map.of("caraway.task.\"*\".delivery", "maybe")))
                    .containsExactly("caraway.task.\"*\".delivery: 'maybe' (from test.properties) is not known; use"
                            + " at-least-once or at-most-once");
        }

        @Test
        void everyWrongRouteIsTold() {
            String routes = "caraway.routes: 'a,=b,c=d e,f=g:11,h=i:high,j=k,j=l' (from test.properties) ";

            assertThat(mistakes(Map.of("caraway.routes", "a,=b,c=d e,f=g:11,h=i:high,j=k,j=l")))
                    .containsExactlyInAnyOrder(
                            routes
                                    + "has the route 'a' without a pattern and a queue; write patterns of task names with"
                                    + " their queues such as feeds.*=low,*=default",
                            routes
                                    + "has the route '=b' without a pattern and a queue; write patterns of task names with"
                                    + " their queues such as feeds.*=low,*=default",
                            routes + "has a wrong route for 'c': 'd e' is no queue name; use 1 to 100 letters, digits,"
                                    + " dots, underscores or hyphens",
                            routes + "has a wrong route for 'f': A priority is 0 to 9, higher runs first; was 11",
                            routes + "gives the pattern 'h' the priority 'high'; use a number from 0 to 9, such as"
                                    + " feeds.*=low:2",
                            routes + "names the pattern 'j' twice, and only the first counts; name it once");
        }

        @Test
        void everyWrongQueueOfTheWorkerIsTold() {
            String place = "caraway.worker.queues: 'a:8-2, b:-1, c' (from test.properties) ";

            assertThat(mistakes(Map.of(
                            "caraway.worker.queues", "a:8-2, b:-1, c",
                            "caraway.worker.exclude-queues", "a,b,c,d")))
                    .containsExactlyInAnyOrder(
                            place + "ends its range 8-2 below its beginning; write the smaller number first",
                            "Queue 'b' has -1 slots; set caraway.worker.queues to 1 or more, or remove the queue",
                            "caraway.worker.exclude-queues: 'a,b,c,d' (from test.properties) excludes the queue 'd', which"
                                    + " this worker does not serve; did you mean 'a'?",
                            "caraway.worker.exclude-queues: 'a,b,c,d' (from test.properties) excludes every queue; set"
                                    + " caraway.worker.enabled=false instead");
        }

        private List<String> mistakes(Map<String, String> values) {
            return Application.with(Feeds.class).configuredBy(values).mistakes();
        }
    }

    @Test
    void slotsMayBeARange() {
        try (Application application =
                deployed(Map.of("caraway.worker.queues", "a:2-8,b,c:1", "caraway.worker.slots", "3-4"))) {
            assertThat(application.settings().worker().queues().entrySet())
                    .extracting(Map.Entry::getKey, entry -> entry.getValue().toString())
                    .containsExactlyInAnyOrder(tuple("a", "2-8"), tuple("b", "3-4"), tuple("c", "1"));
        }
    }

    @Test
    void theSetOfQueuesThatIsRecommendedIsAccepted() {
        try (Application application = deployed(Map.of("caraway.worker.queues", "critical:8,default,slow:1-4,low:1"))) {
            assertThat(application.settings().worker().queues()).containsOnlyKeys("critical", "default", "slow", "low");
        }
    }

    private static TaskSettings settings(String task, Map<String, String> values) {
        try (Application application = deployed(values)) {
            return application.definition(task).settings();
        }
    }

    private static Application deployed(Map<String, String> values) {
        return Application.with(Feeds.class).configuredBy(values).deploy();
    }
}

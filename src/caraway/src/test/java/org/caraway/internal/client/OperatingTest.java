package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.caraway.NoSuchTaskException;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskCall;
import org.caraway.TaskHandle;
import org.caraway.TaskRevokedException;
import org.caraway.TaskState;
import org.caraway.admin.AuditEntry;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskAdminClosedException;
import org.caraway.admin.TaskPage;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.lifecycle.NextStep;
import org.caraway.internal.observation.AttemptEnding;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TestDefinitions;
import org.caraway.internal.store.AdminStore;
import org.caraway.internal.store.JdbcAdminStore;
import org.caraway.internal.store.JdbcTaskStore;
import org.caraway.internal.store.QueueSignals;
import org.caraway.internal.store.Schema;
import org.caraway.internal.store.TaskStore;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Handles and {@link TaskAdmin} over a real store. */
class OperatingTest {

    private final JdbcDataSource database = new JdbcDataSource();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final QueueSignals signals = new QueueSignals();
    private final List<String> told = new ArrayList<>();
    private @Nullable String caller;

    @SuppressWarnings("NullAway.Init") // by open()
    private TaskWatcher watcher;

    @SuppressWarnings("NullAway.Init") // by open()
    private DefaultTaskQueue queue;

    @SuppressWarnings("NullAway.Init") // by open()
    private TaskAdmin admin;

    @BeforeEach
    void open() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        new Schema(database).migrate();
        TaskStore store = JdbcTaskStore.open(database, Duration.ofSeconds(10), null);
        AdminStore adminStore = JdbcAdminStore.open(database, Duration.ofSeconds(10), null);
        TaskRegistry registry = TestDefinitions.registryOf(ClientFixture.Shop.class);
        ContextPropagation propagation = new ContextPropagation(List.of(), () -> Optional.ofNullable(caller), 1_000);
        TaskControl control = new TaskControl(
                adminStore, signals, Runnable::run, new TaskObservers(List.of(new RevokeNotes())), propagation);
        watcher = new TaskWatcher(store, signals, executor, executor, Duration.ofMillis(100));
        watcher.start();
        PayloadCodec codec = PayloadCodec.create();
        queue = new DefaultTaskQueue(
                registry,
                new Routing(Routes.NONE, List.of(), UnknownQueues.ACCEPTED),
                codec,
                store,
                signals,
                Runnable::run,
                new QueueBounds(store, Runnable::run, Map.of()),
                watcher,
                control,
                propagation,
                TaskObservers.NONE,
                ClientFixture.NOT_INLINE,
                1 << 20);
        admin = new DefaultTaskAdmin(
                adminStore,
                store,
                control,
                new WorkerInquiry(adminStore, signals, codec),
                registry,
                codec,
                1_000,
                Map.of("caraway.schema", "check"));
        signals.add(new QueueSignals.Listener() {
            @Override
            public void finished(Collection<UUID> ids) {
                told.add("finished " + ids.size());
            }

            @Override
            public void due(String name, Duration delay) {
                told.add("due " + name);
            }
        });
    }

    @AfterEach
    void close() throws SQLException {
        watcher.stop();
        executor.shutdownNow();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    @Nested
    class Handles {

        @Test
        void revokeTheirTaskAndWhoeverWaitsLearnsIt() {
            TaskHandle<?> handle = queue.enqueue(clean());
            told.clear();

            assertThat(handle.revoke()).isEqualTo(RevokeOutcome.REVOKED);

            assertThat(handle.revoke(RevokeMode.INTERRUPT)).isEqualTo(RevokeOutcome.OVER);
            assertThat(told).containsExactly("finished 1", "Shop.clean revoked");
            assertThatThrownBy(() -> handle.await(Duration.ofMinutes(1)))
                    .isInstanceOf(TaskRevokedException.class)
                    .hasMessageContaining("was revoked");
        }

        @Test
        void noteTheCallerInTheAudit() {
            caller = "alice";
            TaskHandle<?> handle = queue.enqueue(clean());

            handle.revoke();

            AuditEntry entry = admin.audit(1).get(0);
            assertThat(entry.actor()).isEqualTo("alice");
            assertThat(entry.action()).isEqualTo("revoke");
            assertThat(entry.target()).isEqualTo(handle.id().toString());
            assertThat(entry.detail()).isEqualTo("ASK");
            assertThat(entry.tasks()).isEqualTo(1);
        }

        @Test
        void undoARevocation() {
            TaskHandle<?> handle = queue.enqueue(clean());
            handle.revoke();
            told.clear();

            assertThat(handle.retry()).isTrue();

            assertThat(handle.state()).isEqualTo(TaskState.PENDING);
            assertThat(handle.retry()).isFalse();
            assertThat(told).containsExactly("due default");
        }
    }

    @Nested
    class Bulk {

        @Test
        void worksThroughMoreThanOneBatch() {
            List<TaskCall<Object>> calls = new ArrayList<>();
            for (int i = 0; i < 1_100; i++) {
                calls.add(clean().label("campaign", i % 2 == 0 ? "summer" : "winter"));
            }
            queue.enqueueAll(calls);
            TaskQuery summer = TaskQuery.all().label("campaign", "summer");

            assertThat(admin.by("cron").revokeAll(summer, RevokeMode.ASK)).isEqualTo(550);
            assertThat(admin.revokeAll(summer, RevokeMode.ASK)).isZero();
            assertThat(admin.find(TaskQuery.all().states(TaskState.REVOKED).limit(1_000))
                            .tasks())
                    .hasSize(550);
            assertThat(admin.move(TaskQuery.all(), "slow")).isEqualTo(550);
            assertThat(admin.retryAll(summer)).isEqualTo(550);
            assertThat(admin.purge("slow")).isEqualTo(550);
            assertThat(admin.audit(100))
                    .filteredOn(entry -> "cron".equals(entry.actor()))
                    .allSatisfy(entry -> assertThat(entry.target()).contains("campaign=summer"))
                    .extracting(AuditEntry::tasks)
                    .containsExactlyInAnyOrder(500L, 50L);
        }

        @Test
        void pagesLeadToTheNext() {
            queue.enqueueAll(List.of(clean(), clean(), clean()));

            TaskPage first = admin.find(TaskQuery.all().limit(2));
            TaskPage second =
                    admin.find(TaskQuery.all().limit(2).after(first.next().orElseThrow()));

            assertThat(first.tasks()).hasSize(2);
            assertThat(second.tasks()).hasSize(1);
            assertThat(second.next()).isEmpty();
            assertThat(admin.scheduled(10).tasks()).isEmpty();
            assertThatThrownBy(() -> TaskQuery.all().limit(1_001))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 1000");
        }
    }

    @Nested
    class Reading {

        @Test
        void showsArgumentsWithoutWhatIsSensitive() {
            TaskHandle<?> known = queue.enqueue(queue.call("Shop.invite", "a@b", 42, Optional.empty()));
            TaskHandle<?> unknown = queue.enqueue(TaskCall.of("Elsewhere.run", List.of("secret")));

            assertThat(admin.shownArguments(known.view())).contains("[\"a@b\",\"***\",null]");
            assertThat(admin.shownArguments(unknown.view())).isEmpty();
        }

        @Test
        void listsAttemptsOfATaskThatExists() {
            TaskHandle<?> handle = queue.enqueue(clean());

            assertThat(admin.attempts(handle.id())).isEmpty();
            assertThatThrownBy(() -> admin.attempts(UUID.randomUUID()))
                    .isInstanceOf(NoSuchTaskException.class)
                    .hasMessageStartingWith("No task has the id");
            assertThat(admin.count(TaskQuery.all())).isEqualTo(1);
        }
    }

    @Nested
    class Retrying {

        @Test
        void editedArgumentsAreHeldAgainstTheDefinition() {
            TaskHandle<?> handle = queue.enqueue(queue.call("Shop.order", 1L, "one"));
            handle.revoke();

            assertThatThrownBy(() -> admin.retry(handle.id(), "[\"x\", \"one\"]"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Task 'Shop.order' was not retried: ");
            assertThatThrownBy(() -> admin.retry(handle.id(), "[1, \"" + "x".repeat(1_000) + "\"]"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("more than 1000");
            assertThat(handle.state()).isEqualTo(TaskState.REVOKED);

            assertThat(admin.retry(handle.id(), "[2, \"two\"]")).isTrue();
            assertThat(handle.view().arguments()).isEqualTo("[2, \"two\"]");
        }

        @Test
        void theKeyFollowsTheArgumentsUnlessTheCallGaveOne() {
            TaskHandle<?> following = queue.enqueue(queue.call("Shop.bill", "acme"));
            TaskHandle<?> given = queue.enqueue(queue.call("Shop.bill", "acme").key("all bills"));
            following.revoke();
            given.revoke();

            admin.retry(following.id(), "[\"globex\"]");
            admin.retry(given.id(), "[\"globex\"]");

            assertThat(following.view().key()).isEqualTo("globex");
            assertThat(given.view().key()).isEqualTo("all bills");
        }

        @Test
        void aKeyIsKeptWhereTheFormerArgumentsCannotBeRead() throws SQLException {
            UUID id = UUID.randomUUID();
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO caraway_active (id, name, arguments, task_key) VALUES ('" + id
                        + "', 'Shop.bill', '[]', 'by hand')");
            }
            admin.revoke(id, RevokeMode.ASK);

            admin.retry(id, "[\"globex\"]");

            assertThat(admin.find(TaskQuery.all()).tasks())
                    .extracting(task -> task.key() + " " + task.arguments())
                    .containsExactly("by hand [\"globex\"]");
        }

        @Test
        void argumentsOfAnUnknownNameAreJsonAllTheSame() {
            TaskHandle<?> handle = queue.enqueue(TaskCall.of("Elsewhere.run", List.of()));
            handle.revoke();

            assertThatThrownBy(() -> admin.retry(handle.id(), "42")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> admin.retry(handle.id(), "[")).isInstanceOf(IllegalArgumentException.class);
            assertThat(admin.retry(handle.id(), "{\"a\": 1}")).isTrue();
        }
    }

    @Nested
    class Settings {

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
            assertThatThrownBy(action)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(message);
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

    @Test
    void aClosedDoorNamesItsKey() {
        TaskAdmin closed = ClosedTaskAdmin.create();

        assertThatThrownBy(() -> closed.pause("mail"))
                .isInstanceOf(TaskAdminClosedException.class)
                .hasMessage("TaskAdmin.pause is switched off in this process; set caraway.admin.enabled=true");
        assertThat(closed.equals(closed)).isTrue();
    }

    private TaskCall<Object> clean() {
        return queue.call("Shop.clean");
    }

    private final class RevokeNotes implements TaskObserver {

        @Override
        public void ended(TaskFacts task, AttemptEnding ending) {
            if (ending.next() instanceof NextStep.Revoke) {
                told.add(task.name() + " revoked");
            }
        }
    }
}

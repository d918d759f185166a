package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.caraway.NoSuchTaskException;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskCall;
import org.caraway.TaskHandle;
import org.caraway.TaskRevokedException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.admin.AuditEntry;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskAdminDisabledException;
import org.caraway.admin.TaskPage;
import org.caraway.admin.TaskQuery;
import org.caraway.admin.UnclaimableGroup;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What handles and {@link TaskAdmin} do with tasks. */
class OperatingTest extends OperatingFixture {

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
            assertThat(entry.detail()).isEqualTo("COOPERATIVE");
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

            assertThat(admin.by("cron").revokeAll(summer, RevokeMode.COOPERATIVE))
                    .isEqualTo(550);
            assertThat(admin.revokeAll(summer, RevokeMode.COOPERATIVE)).isZero();
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
        void theContentOfAQueueIsListedFilteredAndDeleted() {
            queue.enqueueAll(List.of(
                    clean(), clean().queue("slow"), clean().queue("slow").label("campaign", "summer")));
            TaskQuery slow = TaskQuery.all().queue("slow");

            assertThat(admin.find(slow).tasks()).hasSize(2);
            assertThat(admin.find(slow.label("campaign", "summer")).tasks())
                    .singleElement()
                    .satisfies(task -> assertThat(task.labels()).containsEntry("campaign", "summer"));
            assertThat(admin.purge("slow")).isEqualTo(2);

            assertThat(admin.find(slow.states(TaskState.PENDING)).tasks()).isEmpty();
            assertThat(admin.find(TaskQuery.all().states(TaskState.PENDING)).tasks())
                    .singleElement()
                    .satisfies(task -> assertThat(task.queue()).isEqualTo("default"));
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

            assertThat(admin.maskedArguments(known.view())).contains("[\"a@b\",\"***\",null]");
            assertThat(admin.maskedArguments(unknown.view())).isEmpty();
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
        void aKeyIsKeptWhereTheFormerArgumentsCannotBeRead() {
            UUID id = UUID.randomUUID();
            database.execute("INSERT INTO caraway_active (id, name, arguments, task_key) VALUES ('" + id
                    + "', 'Shop.bill', '[]', 'by hand')");
            admin.revoke(id, RevokeMode.COOPERATIVE);

            admin.retry(id, "[\"globex\"]");

            assertThat(queue.handle(id, Object.class).view())
                    .extracting(TaskView::key, TaskView::arguments)
                    .containsExactly("by hand", "[\"globex\"]");
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

    @Test
    void anUnclaimableGroupSaysWhetherItsQueueIsServed() {
        database.execute("INSERT INTO caraway_worker (id, host, lease_until)"
                + " VALUES ('worker', 'host', CURRENT_TIMESTAMP + INTERVAL '1' HOUR)");
        database.execute("INSERT INTO caraway_worker_queue (worker_id, queue, slots) VALUES ('worker', 'served', 4)");
        queue.enqueue(clean().queue("served"));
        queue.enqueue(clean().queue("forgotten"));
        queue.enqueue(clean().queue("forgotten"));

        assertThat(admin.unclaimable())
                .extracting(
                        UnclaimableGroup::queue,
                        UnclaimableGroup::name,
                        UnclaimableGroup::tasks,
                        UnclaimableGroup::queueServed)
                .containsExactlyInAnyOrder(
                        tuple("served", "Shop.clean", 1L, true), tuple("forgotten", "Shop.clean", 2L, false));
    }

    @Test
    void aClosedDoorNamesItsKey() {
        TaskAdmin closed = DisabledTaskAdmin.create();

        assertThatThrownBy(() -> closed.pause("mail"))
                .isInstanceOf(TaskAdminDisabledException.class)
                .hasMessage("TaskAdmin.pause is switched off in this process; set caraway.admin.enabled=true");
        assertThat(closed.equals(closed)).isTrue();
    }

    private TaskCall<Object> clean() {
        return queue.call("Shop.clean");
    }
}

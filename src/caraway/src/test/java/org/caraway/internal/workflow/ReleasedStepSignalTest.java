package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.RevokeMode;
import org.caraway.TaskHandle;
import org.caraway.internal.observation.CompletionNotifier;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.recover.EndedTasks;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.workflow.Advance;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steps that become due because others end without a worker: workers are notified, as after completions. */
@EachDatabase
class ReleasedStepSignalTest {

    private final MigratedDatabase database;
    private WorkflowRig rig;
    private TaskHandle<Integer> last;

    ReleasedStepSignalTest(MigratedDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws SQLException {
        rig = new WorkflowRig(database.dataSource(), new Steps());
        last = rig.queue.enqueue(rig.queue
                .call(Steps::twice, 1)
                .expiresIn(Duration.ofHours(1))
                .then(Steps::twice)
                .onFailure(Steps::alert));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Store store() {
        return rig.bench.store();
    }

    private void alertIsDue(Advance advance) throws SQLException {
        assertThat(rig.count("state = 'PENDING' AND name = 'Steps.alert'")).isEqualTo(1);
        assertThat(advance.queues()).containsExactly("default");
        assertThat(advance.finished()).contains(last.id());
    }

    @Test
    void afterAnExpiry() throws SQLException {
        rig.bench.execute("UPDATE caraway_active SET expires_at = CURRENT_TIMESTAMP - INTERVAL '1' HOUR"
                + " WHERE state = 'PENDING'");

        alertIsDue(store().expiries().expire(10).advance());
    }

    @Test
    void afterAScanForRevocations() throws SQLException {
        rig.bench.execute("UPDATE caraway_active SET revoke_mode = 'COOPERATIVE' WHERE state = 'PENDING'");

        alertIsDue(store().revoked().revocations(WorkflowRig.WORKER).advance());
    }

    @Test
    void afterARevocation() throws SQLException {
        UUID first = UUID.fromString(database.texts("SELECT id FROM caraway_active WHERE state = 'PENDING'")
                .get(0));

        alertIsDue(store().revocations()
                .revoke(first, RevokeMode.COOPERATIVE, OperatedStore.NOTE)
                .advance());
    }

    @Test
    void afterAReleaseOfARevokedStep() throws SQLException {
        List<ClaimedTask> claimed = rig.claim(1);
        rig.bench.execute("UPDATE caraway_active SET revoke_mode = 'COOPERATIVE' WHERE state = 'STARTED'");

        alertIsDue(store().releases().release(claimed).advance());
    }

    @Test
    void afterARescueThatFailsAStep() throws SQLException {
        rig.claim(1);
        rig.bench.register("rescuer");
        rig.bench.expireLease(WorkflowRig.WORKER);

        alertIsDue(store().rescues()
                .rescue("rescuer", age -> true, Map.of("Steps.twice", 1))
                .advance());
    }

    @Test
    void workersAndWaitersAreNotified() {
        List<String> seen = new ArrayList<>();
        QueueSignals signals = new QueueSignals();
        signals.add(new QueueSignals.Listener() {
            @Override
            public void due(String queue, Duration delay) {
                seen.add(queue + " " + delay);
            }

            @Override
            public void finished(Collection<UUID> ids) {
                seen.add("finished " + ids);
            }
        });
        UUID id = UUID.randomUUID();
        CompletionNotifier notifier = new CompletionNotifier(signals, TaskObservers.NONE);

        notifier.expired(new EndedTasks(List.of(), new Advance(Set.of("mail"), Set.of(id))));

        assertThat(seen).containsExactly("mail PT0S", "finished [" + id + "]");
    }
}

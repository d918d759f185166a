package org.caraway.internal.store.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.ClaimRequests.OTHER;
import static org.caraway.test.ClaimRequests.byKey;
import static org.caraway.test.ClaimRequests.byName;
import static org.caraway.test.ClaimRequests.request;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.caraway.internal.store.claim.ClaimRequest.FairnessGroup;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Turns that fairness groups take. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class FairnessTest {

    private final StoreUnderTest bench;

    FairnessTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aClaimTakesFromEachKeyItsPart() {
        bench.insert(200, StoreUnderTest.NAME, "large", 4);
        bench.insert(3, StoreUnderTest.NAME, "small", 4);
        bench.insert(200, StoreUnderTest.NAME, "", 4);

        assertThat(byKey(bench.store().claims().claim(request(30))))
                .isEqualTo(Map.of("large", 10L, "small", 3L, "", 10L));
    }

    @Test
    void namesTakeTurnsToo() {
        bench.insert(200, StoreUnderTest.NAME, "", 4);
        bench.insert(3, OTHER, "", 4);

        assertThat(byName(bench.store().claims().claim(request(10))))
                .isEqualTo(Map.of(StoreUnderTest.NAME, 5L, OTHER, 3L));
    }

    @Test
    void theNextClaimBeginsAfterTheGroupThatWasServedLast() {
        bench.insert(5, StoreUnderTest.NAME, "a", 4);
        bench.insert(5, StoreUnderTest.NAME, "b", 4);
        bench.insert(5, StoreUnderTest.NAME, "c", 4);
        FairnessGroup after = FairnessGroup.FIRST;
        List<String> served = new ArrayList<>();

        for (int i = 0; i < 6; i++) {
            ClaimRequest one = request(1);
            ClaimedTask task = bench.store()
                    .claims()
                    .claim(new ClaimRequest(
                            one.workerId(), one.queue(), one.names(), 1, 1, false, after, Map.of(), null))
                    .get(0);
            after = new FairnessGroup(task.name(), task.particulars().key());
            served.add(after.key());
        }

        assertThat(served).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void aHigherPriorityTakesPrecedenceOverTurns() {
        bench.insert(50, StoreUnderTest.NAME, "a", 4);
        bench.insert(4, StoreUnderTest.NAME, "z", 9);

        assertThat(byKey(bench.store().claims().claim(request(4)))).isEqualTo(Map.of("z", 4L));
    }

    @Test
    void theLowestPriorityComesFirstWhenAsked() {
        bench.insert(50, StoreUnderTest.NAME, "high", 9);
        bench.insert(2, StoreUnderTest.NAME, "low", 0);
        ClaimRequest request = request(5);

        List<ClaimedTask> tasks = bench.store()
                .claims()
                .claim(new ClaimRequest(
                        request.workerId(),
                        request.queue(),
                        request.names(),
                        5,
                        5,
                        true,
                        FairnessGroup.FIRST,
                        Map.of(),
                        null));

        assertThat(byKey(tasks)).isEqualTo(Map.of("low", 2L, "high", 3L));
    }

    @Test
    void aGroupBeyondTheCapOfAClaimIsReachedByTheNextClaim() {
        List<NewTask> later = IntStream.range(0, ClaimStatements.GROUPS_CAP + 50)
                .mapToObj(number -> NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME)
                        .key(String.format("k%05d", number))
                        .delay(Duration.ofHours(1))
                        .build())
                .toList();
        bench.store().inserts().insert(later);
        bench.insert(1, StoreUnderTest.NAME, "z", 4);
        ClaimRequest one = request(1);

        assertThat(bench.store().claims().claim(one)).isEmpty();
        List<FairnessGroup> cut = bench.store().claims().truncatedGroups(one);

        assertThat(cut).hasSize(1);
        ClaimRequest next =
                new ClaimRequest(one.workerId(), one.queue(), one.names(), 1, 1, false, cut.get(0), Map.of(), null);
        assertThat(byKey(bench.store().claims().claim(next))).isEqualTo(Map.of("z", 1L));
        assertThat(bench.store().claims().truncatedGroups(request(1).withNames(Set.of(OTHER))))
                .isEmpty();
    }

    @Test
    void everyGroupIsServedHoweverManyThereAre() {
        for (int key = 0; key < 150; key++) {
            bench.insert(1, StoreUnderTest.NAME, "customer-" + key, 4);
        }
        int claimed = 0;
        FairnessGroup after = FairnessGroup.FIRST;
        for (int round = 0; round < 10; round++) {
            ClaimRequest one = request(40);
            List<ClaimedTask> tasks = bench.store()
                    .claims()
                    .claim(new ClaimRequest(
                            one.workerId(), one.queue(), one.names(), 40, 40, false, after, Map.of(), null));
            claimed += tasks.size();
            if (!tasks.isEmpty()) {
                ClaimedTask last = tasks.get(tasks.size() - 1);
                after = new FairnessGroup(last.name(), last.particulars().key());
            }
        }

        assertThat(claimed).isEqualTo(150);
    }
}

package org.caraway.internal.store.enqueue;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.store.enqueue.GeneratedValues.Sample;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.caraway.test.TestDatabase;
import org.junit.jupiter.api.Test;

/** Whatever may be enqueued reads back equal, on each database; the rest is refused before the database sees it. */
@EachDatabase
class ArgumentRoundTripTest {

    private static final long SEED = 20261130;
    private static final int SAMPLES = 4_000;

    private final StoreUnderTest bench;
    private final MigratedDatabase database;
    private final PayloadCodec codec = PayloadCodec.create();

    ArgumentRoundTripTest(MigratedDatabase database) throws SQLException {
        this.database = database;
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void generatedValuesComeBackEqualOrAreRefused() throws SQLException {
        GeneratedValues generated = new GeneratedValues(SEED);
        Map<UUID, Sample> accepted = new LinkedHashMap<>();
        List<NewTask> tasks = new ArrayList<>();
        List<Sample> refused = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            Sample sample = generated.next();
            try {
                String json = codec.encodeArguments(parameters(sample), Collections.singletonList(sample.value()));
                UUID id = UUID.randomUUID();
                tasks.add(NewTask.of(id, StoreUnderTest.NAME).arguments(json).build());
                accepted.put(id, sample);
            } catch (IllegalArgumentException refusal) {
                assertThat(refusal).hasMessageContaining("parameter 1 (value)").hasMessageContaining(";");
                refused.add(sample);
            }
        }

        bench.store().inserts().insert(tasks);

        assertThat(refused).isNotEmpty().allMatch(Sample::unportable);
        assertThat(accepted.values()).hasSizeGreaterThan(SAMPLES / 2).noneMatch(Sample::unportable);
        accepted.forEach(
                (id, sample) -> assertThat(codec.decodeArguments(bench.view(id).arguments(), parameters(sample))[0])
                        .as("%s", sample.type())
                        .isEqualTo(sample.value()));
        if (database.kind() == TestDatabase.POSTGRESQL) {
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE length(arguments ->> 0) >= 0"))
                    .isPositive();
        }
    }

    private static List<TaskParameter> parameters(Sample sample) {
        return List.of(new TaskParameter("value", sample.type()));
    }
}

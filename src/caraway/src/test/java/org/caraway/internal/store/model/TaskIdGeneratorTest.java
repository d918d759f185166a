package org.caraway.internal.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskIdGeneratorTest {

    private static final Instant NOW = Instant.parse("2026-11-21T07:00:00.123Z");

    @Test
    void anIdIsAUuidOfVersion7WithTheTimeInFront() {
        UUID id = new TaskIdGenerator(InstantSource.fixed(NOW), new Random(1)).next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void idsOfOneMillisecondAscendEvenWhenTheCounterRunsOver() {
        TaskIdGenerator ids = new TaskIdGenerator(InstantSource.fixed(NOW), new Random(1));

        List<String> made =
                IntStream.range(0, 20_000).mapToObj(i -> ids.next().toString()).toList();

        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void idsAscendWhenTheClockIsSetBack() {
        AtomicReference<Instant> clock = new AtomicReference<>(NOW);
        TaskIdGenerator ids = new TaskIdGenerator(clock::get, new Random(1));
        List<String> made = new ArrayList<>();

        for (int i = 0; i < 100; i++) {
            made.add(ids.next().toString());
            clock.set(NOW.minusSeconds(i));
        }

        assertThat(made).isSorted();
    }

    @Test
    void threadsGetDifferentIds() {
        TaskIdGenerator ids = new TaskIdGenerator(InstantSource.system(), new SecureRandom());
        Set<UUID> made = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 50_000).parallel().forEach(i -> made.add(ids.next()));

        assertThat(made).hasSize(50_000);
    }
}

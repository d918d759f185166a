package org.caraway.internal.schedule;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.caraway.Misfire;
import org.caraway.TaskCall;
import org.caraway.admin.ScheduleInfo;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.ScheduleState;
import org.caraway.admin.Timing;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Schedules that are changed, paused and deleted at the instant at which they are due, while nodes fire them. */
@EachDatabase
class ScheduleEditsTest {

    private static final int SCHEDULES = 20;
    private static final int EDITS = 1_000;
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final Duration LEAST = Duration.ofSeconds(5);
    private static final TaskCall<?> CALL = TaskCall.of(StoreUnderTest.NAME, List.of(7));
    private static final Pattern SCHEDULED_FOR = Pattern.compile("scheduled-for\" ?: ?\"([^\"]+)\"");

    private final ScheduleNodes nodes;
    private final AtomicInteger edits = new AtomicInteger();

    /** The first fire that each start promised, by the id of the schedule. */
    private final Map<UUID, Set<Instant>> promised = new ConcurrentHashMap<>();

    /** The latest fire before each pause, the epoch for none. */
    private final Map<UUID, Set<Instant>> pausedAfter = new ConcurrentHashMap<>();

    ScheduleEditsTest(MigratedDatabase database) throws SQLException {
        nodes = new ScheduleNodes(database);
    }

    /** Each is due at its own twentieth of a second, so that there is always one that is due now. */
    private static ScheduleSettings settings(int number, int begin) {
        Duration offset = STEP.dividedBy(SCHEDULES).multipliedBy(number);
        return ScheduleSettings.of(Timing.every(STEP, offset))
                .misfire(Misfire.ALL, null)
                .between(Instant.EPOCH.plusSeconds(begin), null); // other terms, same times
    }

    @Test
    void aThousandEditsPausesAndDeletesWhileDueRepeatNoFireAndLoseNone() throws Exception {
        for (int i = 0; i < SCHEDULES; i++) {
            create(i);
        }
        Instant least = nodes.now().plus(LEAST);

        onThreads(3, seed -> {
            Random random = new Random(seed);
            ScheduleFirer node = nodes.node();
            while (edits.get() < EDITS || nodes.now().isBefore(least)) {
                edit(random);
                node.fireDue();
            }
        });
        nodes.node().fireDue();

        assertThat(edits.get()).isGreaterThanOrEqualTo(EDITS);
        Map<UUID, List<Instant>> fires = fires();
        fires.forEach((schedule, instants) ->
                assertThat(instants).as("fires of %s", schedule).doesNotHaveDuplicates());
        promised.forEach((schedule, starts) ->
                assertNoneIsLost(schedule, new TreeSet<>(fires.getOrDefault(schedule, List.of())), starts));
        assertThat(fires.values().stream().mapToInt(List::size).sum()).isGreaterThan(SCHEDULES);
    }

    private void onThreads(int threads, IntConsumer work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int seed = 18 + i;
                all.add(executor.submit(() -> work.accept(seed)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private void create(int number) {
        note(promised, nodes.schedules.create("s" + number, CALL, settings(number, 0)), ScheduleInfo::nextAt);
    }

    private void note(
            Map<UUID, Set<Instant>> notes, ScheduleInfo info, Function<ScheduleInfo, @Nullable Instant> which) {
        notes.computeIfAbsent(info.id(), id -> ConcurrentHashMap.newKeySet())
                .add(Objects.requireNonNullElse(which.apply(info), Instant.EPOCH));
    }

    /** One edit of the schedule that is due about now. */
    private void edit(Random random) {
        int number = (int) (nodes.now().toEpochMilli() % STEP.toMillis() * SCHEDULES / STEP.toMillis());
        String name = "s" + number;
        int value = random.nextInt(3);
        try {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> nodes.schedules.change(name, settings -> settings(number, value));
                case 4, 5 -> nodes.schedules.change(name, settings -> settings.pauseAfterFailures(1 + value));
                case 6, 7 -> note(pausedAfter, nodes.schedules.pause(name), ScheduleInfo::lastAt);
                case 8 -> note(promised, nodes.schedules.resume(name), ScheduleInfo::nextAt);
                default -> replace(number);
            }
        } catch (IllegalArgumentException gone) { // another thread has deleted it, or created it first
            assertThat(gone).hasMessageMatching("(?s)There is (no|a) schedule .*");
        }
        edits.incrementAndGet();
    }

    private void replace(int number) {
        nodes.schedules.delete("s" + number);
        create(number);
    }

    /** The fires by schedule, as their tasks have them. */
    private Map<UUID, List<Instant>> fires() throws SQLException {
        Map<UUID, List<Instant>> fires = new HashMap<>();
        try (Connection connection = nodes.tasks.database().getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT schedule_id, options FROM caraway_active");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Matcher options = SCHEDULED_FOR.matcher(row.getString("options"));
                assertThat(options.find()).isTrue();
                fires.computeIfAbsent(row.getObject("schedule_id", UUID.class), id -> new ArrayList<>())
                        .add(Instant.parse(options.group(1)));
            }
        }
        return fires;
    }

    /**
     * Each promised fire and each fire that follows a fire has run, unless a pause came before, or the schedule was
     * deleted; a fire that nobody promised does not exist.
     */
    private void assertNoneIsLost(UUID schedule, NavigableSet<Instant> fires, Set<Instant> starts) {
        Set<Instant> pauses = pausedAfter.getOrDefault(schedule, Set.of());
        boolean deleted = nodes.schedules.list(null, SCHEDULES).stream()
                .noneMatch(info -> info.id().equals(schedule) && info.state() == ScheduleState.ACTIVE);
        Instant notYet = nodes.now().minus(STEP);
        Set<Instant> expected = new TreeSet<>(starts);
        expected.addAll(fires.stream().map(fire -> fire.plus(STEP)).collect(toSet()));

        for (Instant one : expected) {
            Instant before = Objects.requireNonNullElse(fires.lower(one), Instant.EPOCH);
            boolean last = fires.higher(one) == null;
            assertThat(fires.contains(one) || pauses.contains(before) || (last && (deleted || one.isAfter(notYet))))
                    .as("fire of %s at %s; fires %s, pauses after %s", schedule, one, fires, pauses)
                    .isTrue();
        }
        assertThat(expected).as("promised fires of %s", schedule).containsAll(fires);
    }
}

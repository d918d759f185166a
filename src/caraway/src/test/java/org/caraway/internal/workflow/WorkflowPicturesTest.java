package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.Join;
import org.caraway.Outcome;
import org.caraway.Task;
import org.caraway.Workflow;
import org.caraway.test.H2Only;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.Test;

/** The pictures of the guide are those of its workflows. {@code -Dpictures=write} makes them again. */
@H2Only
class WorkflowPicturesTest {

    private static final Path PICTURES = Path.of("../../docs/guides/pictures");

    private final MigratedDatabase database;

    WorkflowPicturesTest(MigratedDatabase database) {
        this.database = database;
    }

    /** The tasks of the guide. */
    public static class Suites {

        @Task
        public List<Long> store(long report) {
            return List.of(1L, 2L, 3L, 4L, 5L);
        }

        @Task
        public long analyse(long testCase) {
            if (testCase == 4) {
                throw new IllegalStateException("no such case");
            }
            return testCase;
        }

        @Task
        public long check(long analysis, int level) {
            return analysis;
        }

        @Task
        public long summarise(List<Long> analyses) {
            return analyses.size();
        }

        @Task
        public long settle(List<Outcome<Long>> analyses) {
            return analyses.size();
        }

        @Task
        public boolean hasFailed(long summary) {
            return true;
        }

        @Task
        public void publish(long summary) {}

        @Task
        public void alert(Outcome<Long> outcome) {}

        @Task
        public long price(long item) {
            return item;
        }

        @Task
        public String stock(long item) {
            return "item";
        }

        @Task
        public String offer(long price, String stock) {
            return stock;
        }
    }

    private Map<String, String> pictures() throws SQLException {
        try (WorkflowRig rig = new WorkflowRig(database.dataSource(), new Suites())) {
            Map<String, Workflow<?>> workflows = new LinkedHashMap<>();
            workflows.put("chain", rig.queue.call(Suites::analyse, 3L).then(Suites::check, 3));
            workflows.put(
                    "fan-out",
                    rig.queue
                            .call(Suites::store, 17L)
                            .thenEach(Suites::analyse)
                            .atMost(50)
                            .join(Suites::settle, Join.SETTLED)
                            .onFailure(Suites::alert));
            workflows.put(
                    "zip",
                    Workflow.zip(rig.queue.call(Suites::price, 7L), rig.queue.call(Suites::stock, 7L))
                            .then(Suites::offer));
            workflows.put(
                    "condition",
                    Workflow.map(List.of(1L, 2L), item -> rig.queue.call(Suites::analyse, item))
                            .join(Suites::summarise)
                            .thenIf(Suites::hasFailed, failed -> failed.then(Suites::publish))
                            .orElse(passed -> passed.then(Suites::publish)));
            Map<String, String> pictures = new LinkedHashMap<>();
            for (Map.Entry<String, Workflow<?>> workflow : workflows.entrySet()) {
                UUID id = rig.queue
                        .enqueue(workflow.getValue().named(workflow.getKey()))
                        .id();
                rig.drain();
                pictures.put(
                        workflow.getKey(),
                        rig.bench
                                .store()
                                .workflows()
                                .reads()
                                .view(id, null, 100)
                                .orElseThrow()
                                .svg());
            }
            return pictures;
        }
    }

    @Test
    void thoseOfTheGuideAreUpToDate() throws SQLException, IOException {
        Map<String, String> pictures = pictures();

        for (Map.Entry<String, String> picture : pictures.entrySet()) {
            Path file = PICTURES.resolve(picture.getKey() + ".svg");
            if (System.getProperty("pictures", "").equals("write")) {
                Files.createDirectories(PICTURES);
                Files.writeString(file, picture.getValue());
            }
            assertThat(file).hasContent(picture.getValue());
        }
    }
}

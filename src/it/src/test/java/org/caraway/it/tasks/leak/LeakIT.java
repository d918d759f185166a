package org.caraway.it.tasks.leak;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.logging.Logger;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.it.harness.TestWar;
import org.caraway.it.tasks.Note;
import org.caraway.it.tasks.Sql;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Leftovers of a task do not reach the next task of its slot. */
@ArquillianTest
class LeakIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Sql sql;

    @Deployment
    static WebArchive application() {
        return TestWar.of(
                        "leak",
                        "caraway.worker.queues=default:1\n",
                        HostileTasks.class,
                        LoggedLines.class,
                        Sql.class,
                        Note.class)
                .addAsResource(TestWar.persistence(Note.class), "META-INF/persistence.xml");
    }

    @Test
    void theNextTaskOfTheSlotFindsNoLeftovers() throws Exception {
        sql.execute("CREATE TABLE IF NOT EXISTS leaked (word VARCHAR(20))");
        Logger logger = Logger.getLogger("org.caraway.internal.engine.leak.LeakLog");
        LoggedLines log = new LoggedLines();
        logger.addHandler(log);
        try {
            String before = tasks.enqueue(HostileTasks::look).await(PATIENCE);
            TaskHandle<String> hostile = tasks.enqueue(HostileTasks::leaveAll);
            String after = tasks.enqueue(HostileTasks::look).await(PATIENCE);

            assertThat(hostile.await(PATIENCE)).isEqualTo("left");
            assertThat(before).matches("caraway-run-default-1 HostileTasks\\.look\\[[0-9a-f-]{36}]@\\d+");
            assertThat(withoutId(after)).isEqualTo(withoutId(before));
            assertThat(sql.count("SELECT COUNT(*) FROM leaked")).isZero();
            assertThat(saidOf(hostile, log.all()))
                    .hasSize(1)
                    .first()
                    .asString()
                    .matches(".* attempt 1 left behind:"
                            + " an interrupt, thread name 'mine',"
                            + " context class loader jdk\\.internal\\.loader\\.ClassLoaders\\$PlatformClassLoader@\\w+,"
                            + " uncaught exception handler org\\.caraway\\.it\\.tasks\\.leak\\.HostileTasks\\$[^,]*,"
                            + " an open transaction,"
                            + ".*a ThreadLocal with a java.lang.String.*; all undone");
            assertThat(log.all()).as("of tasks that left nothing").hasSize(1);
        } finally {
            logger.removeHandler(log);
        }
    }

    @Test
    void theSessionOfAnAttemptIsClosedWithIt() {
        assertThat(tasks.enqueue(HostileTasks::keepQuery).await(PATIENCE)).isTrue();

        assertThat(tasks.enqueue(HostileTasks::runKeptQuery).await(PATIENCE)).contains("closed");
    }

    private static String withoutId(String thread) {
        return thread.replaceAll("\\[[^]]*]", "");
    }

    private static List<String> saidOf(TaskHandle<?> task, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("task " + task.id() + " (HostileTasks.leaveAll)"))
                .toList();
    }
}

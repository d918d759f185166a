package org.caraway.it.tasks.results;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.jspecify.annotations.Nullable;

/** Tasks that return, report and fail. */
@ApplicationScoped
public class ResultTasks {

    private final CountDownLatch goOn = new CountDownLatch(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @Task
    public int add(int a, int b) {
        return a + b;
    }

    @Task
    public void nothing() {}

    @Task
    public Point mirror(Point point) {
        return new Point(point.y(), point.x());
    }

    @Task
    public List<Point> line(int length) {
        return IntStream.range(0, length).mapToObj(x -> new Point(x, 0)).toList();
    }

    @Task
    public Optional<String> find(@Nullable String text) {
        return Optional.ofNullable(text);
    }

    @Task
    public String repeat(String text, int times) {
        return text.repeat(times);
    }

    @Task
    @Transactional
    public String repeatInTransaction(String text, int times) {
        return text.repeat(times);
    }

    /** Whispers. */
    @Task(format = "cipher")
    public String whisper(String name) {
        return "psst " + name;
    }

    @Task
    public Map<String, String> headers() {
        return task.headers();
    }

    @Task
    public void fail() {
        throw new IllegalStateException("the outer reason", new IOException("the inner reason"));
    }

    /** Reports a third, then waits until the test lets it go on. */
    @Task
    public boolean reportAndWait() throws InterruptedException {
        task.progress(1, 3, "a third");
        return goOn.await(2, TimeUnit.MINUTES);
    }

    /** Not a task: lets {@link #reportAndWait} return. */
    public void release() {
        goOn.countDown();
    }

    /** The facts that an attempt is told, one a line. */
    @Task(name = "it.facts", queue = "facts")
    public List<String> facts() {
        return List.of(
                task.id().toString(),
                task.name(),
                task.queue(),
                Integer.toString(task.attempt()),
                Integer.toString(task.retries()),
                task.root().toString(),
                Boolean.toString(task.parent().isPresent()));
    }
}

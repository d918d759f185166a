package org.caraway.internal.observation.opentelemetry;

import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.Optional;
import org.caraway.internal.lifecycle.ErrorText;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver.EnqueueStep;
import org.jspecify.annotations.Nullable;

/** The span of one enqueueing, current until it is closed. Confined to its thread. */
final class EnqueueSpan implements EnqueueStep {

    private final Span span;
    private final CurrentContext current;

    EnqueueSpan(Span span, CurrentContext current) {
        this.span = span;
        this.current = current;
    }

    @Override
    public void enqueued(List<@Nullable TaskFacts> enqueued) {
        List<TaskFacts> tasks = enqueued.stream()
                .flatMap(task -> Optional.ofNullable(task).stream())
                .toList();
        if (!span.isRecording() || tasks.isEmpty()) {
            return;
        }
        TaskFacts first = tasks.get(0);
        if (tasks.size() == 1) {
            span.setAttribute(SpanAttributes.TASK_ID, first.id().toString());
        }
        if (tasks.stream().allMatch(task -> task.queue().equals(first.queue()))) {
            span.setAttribute(SpanAttributes.QUEUE, first.queue());
        }
    }

    @Override
    public void failed(RuntimeException failure) {
        SpanAttributes.fail(span, ErrorText.of(failure));
    }

    @Override
    public void close() {
        try {
            current.close();
        } finally {
            span.end();
        }
    }
}

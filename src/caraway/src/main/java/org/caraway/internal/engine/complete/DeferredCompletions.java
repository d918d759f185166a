package org.caraway.internal.engine.complete;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.caraway.internal.store.model.AttemptCompletion;

/**
 * Completions whose rows another session has locked, until they are free. Confined to the loop of the {@link
 * CompletionWriter}.
 *
 * <p>Bounded like a batch, by number and by the length of the texts: when it is full, no other end is taken, so that
 * neither memory nor what a crash would have run again grows without end.
 */
final class DeferredCompletions {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final List<AttemptCompletion> completions = new ArrayList<>();
    private long text;
    private long nextTryNanos;

    /** Adds them; they are due after a pause. */
    void add(List<AttemptCompletion> locked) {
        for (AttemptCompletion completion : locked) {
            completions.add(completion);
            text += CompletionBuffer.textOf(completion);
        }
        if (completions.size() == locked.size()) {
            nextTryNanos = System.nanoTime() + PAUSE.toNanos();
        }
    }

    boolean isFull() {
        return completions.size() >= CompletionBuffer.BATCH_COUNT || text >= CompletionBuffer.BATCH_TEXT;
    }

    /** Whether there are any, and it is time to try them again. */
    boolean due() {
        return !completions.isEmpty() && nextTryNanos - System.nanoTime() <= 0;
    }

    /** All that are here, which stay here. */
    List<AttemptCompletion> all() {
        return List.copyOf(completions);
    }

    /** Leaves only these, to be tried after another pause. */
    void retain(List<AttemptCompletion> locked) {
        completions.clear();
        text = 0;
        add(locked);
    }
}

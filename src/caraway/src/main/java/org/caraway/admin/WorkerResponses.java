package org.caraway.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The responses of selected workers, and the workers that did not respond. Immutable.
 *
 * @param answers of those that answered in time, longest-running worker first
 * @param silent those that were asked and did not answer in time: whose process is gone or hangs, or cannot reach the
 *     database
 * @param unknown ids and nodes that were asked for and that no worker has that is signed on
 */
public record WorkerResponses(List<WorkerResponse> answers, List<Silent> silent, Set<String> unknown) {

    /** Copies the collections. */
    public WorkerResponses {
        answers = List.copyOf(answers);
        silent = List.copyOf(silent);
        unknown = Set.copyOf(unknown);
    }

    /** Whether everybody who was asked for has answered. */
    public boolean complete() {
        return silent.isEmpty() && unknown.isEmpty();
    }

    /** The answer of the worker with this id. */
    public Optional<WorkerResponse> of(String workerId) {
        return answers.stream().filter(answer -> answer.id().equals(workerId)).findFirst();
    }

    /**
     * A worker that did not answer. Immutable.
     *
     * @param id what stands in {@code worker_id}
     * @param host the name of its machine
     * @param seenAt when it last renewed its lease, by the database's clock
     * @param alive whether its lease was valid when it was asked; those without are not waited for
     */
    public record Silent(String id, String host, Instant seenAt, boolean alive) {}
}

package org.caraway.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The responses of selected workers, and the workers that did not respond. Immutable.
 *
 * @param answers the responses that arrived in time, longest-running worker first
 * @param silent the workers that did not respond in time: their process is gone or hangs, or cannot reach the database
 * @param unknown the requested ids and nodes that no registered worker has
 */
public record WorkerResponses(List<WorkerResponse> answers, List<Silent> silent, Set<String> unknown) {

    /** Copies the collections. */
    public WorkerResponses {
        answers = List.copyOf(answers);
        silent = List.copyOf(silent);
        unknown = Set.copyOf(unknown);
    }

    /** Whether all requested workers have responded. */
    public boolean complete() {
        return silent.isEmpty() && unknown.isEmpty();
    }

    /** The response of the worker with this id. */
    public Optional<WorkerResponse> of(String workerId) {
        return answers.stream().filter(answer -> answer.id().equals(workerId)).findFirst();
    }

    /**
     * A worker that did not respond. Immutable.
     *
     * @param id its id, as in {@code worker_id}
     * @param host the name of its machine
     * @param seenAt the time of its last lease renewal, by the database's clock
     * @param alive whether its lease was valid at the time of the request; there is no wait for workers without a valid
     *     lease
     */
    public record Silent(String id, String host, Instant seenAt, boolean alive) {}
}

package org.caraway;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * Where something failed, was revoked or has expired: the task itself or, for a workflow, the step with which that
 * began. Immutable.
 *
 * @param id the id of the task or step
 * @param name the name of its task definition
 * @param path its place in its workflow, such as {@code Reports.store > Reports.analyse[17] > Reports.check}: the steps
 *     before it by their names, and in brackets the place in a group, from 0, of the member that a step begins; at most
 *     500 characters, the first of which are replaced by {@code …} if there are more. For a task without workflow, its
 *     name
 */
public record FailedStep(UUID id, String name, String path) {

    /** Checks that all are given. */
    public FailedStep {
        requireNonNull(id, "id");
        requireNonNull(name, "name");
        requireNonNull(path, "path");
    }
}

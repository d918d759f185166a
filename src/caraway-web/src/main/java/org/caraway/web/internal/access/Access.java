package org.caraway.web.internal.access;

import java.util.Set;
import java.util.stream.Stream;
import org.caraway.web.internal.http.Caller;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route.Permission;

/**
 * Which roles may do what; whatever is not allowed here is refused. Immutable.
 *
 * <p>The role {@code **} is everybody's who has logged in. Operators may do everything. Readers see everything, unless
 * they are to see their own tasks only. Submitters submit, and see what they have submitted.
 *
 * @param readers the roles of readers
 * @param submitters the roles of submitters
 * @param operators the roles of operators
 * @param ownTasksOnly whether readers see the tasks that they have enqueued themselves, and nothing else
 */
public record Access(Set<String> readers, Set<String> submitters, Set<String> operators, boolean ownTasksOnly) {

    private static final String EVERYBODY = "**";

    /** Copies the sets. */
    public Access {
        readers = Set.copyOf(readers);
        submitters = Set.copyOf(submitters);
        operators = Set.copyOf(operators);
    }

    /** With readers who see everything. */
    public Access(Set<String> readers, Set<String> submitters, Set<String> operators) {
        this(readers, submitters, operators, false);
    }

    /** The same, with readers who see their own tasks only. */
    public Access withOwnTasksOnly() {
        return new Access(readers, submitters, operators, true);
    }

    /**
     * Refuses nobody with 401, whatever they ask for.
     *
     * @param challenge how to log in, for {@code WWW-Authenticate}
     */
    public void requireLogin(Caller caller, String challenge) {
        if (caller.name() == null) {
            throw new Refusal(Problem.of(
                            401,
                            "unauthenticated",
                            "Authentication is required",
                            "The request has no authenticated user")
                    .with("WWW-Authenticate", challenge));
        }
    }

    /** Refuses with 403 who may not. */
    public void require(Caller caller, Permission permission) {
        if (!allows(caller, permission)) {
            String detail = "None of your roles has the permission " + permission;
            throw new Refusal(Problem.of(403, "forbidden", "Access is denied", detail));
        }
    }

    /** Whether this caller may. */
    public boolean allows(Caller caller, Permission permission) {
        Stream<String> roles =
                switch (permission) {
                    case READ_TASKS -> Stream.of(readers, submitters).flatMap(Set::stream);
                    case READ_ALL -> ownTasksOnly ? Stream.empty() : readers.stream();
                    case SUBMIT -> submitters.stream();
                    case OPERATE -> Stream.empty();
                };
        return caller.name() != null
                && Stream.concat(operators.stream(), roles)
                        .anyMatch(
                                role -> role.equals(EVERYBODY) || caller.roles().test(role));
    }
}

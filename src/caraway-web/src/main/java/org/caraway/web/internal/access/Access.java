package org.caraway.web.internal.access;

import java.util.Set;
import java.util.stream.Stream;
import org.caraway.web.internal.http.Caller;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route.Permission;
import org.jspecify.annotations.Nullable;

/**
 * The permissions of roles; everything that is not allowed is refused. Immutable.
 *
 * <p>Every authenticated user has the role {@code **}. Operators have all permissions. Readers read everything, or only
 * their own tasks. Submitters submit tasks, and read and revoke the tasks that they have submitted. Tasks that these
 * enqueue have the same caller, and are the application's own affair: they are not read unless that is allowed.
 *
 * @param readers the roles of readers
 * @param submitters the roles of submitters
 * @param signallers the roles of those who only send signals
 * @param operators the roles of operators
 * @param ownTasksOnly whether readers read only the tasks that they have enqueued themselves
 * @param descendants whether who reads an own task reads those that it enqueues
 */
public record Access(
        Set<String> readers,
        Set<String> submitters,
        Set<String> signallers,
        Set<String> operators,
        boolean ownTasksOnly,
        boolean descendants) {

    private static final String EVERYBODY = "**";

    /** Copies the sets. */
    public Access {
        readers = Set.copyOf(readers);
        submitters = Set.copyOf(submitters);
        signallers = Set.copyOf(signallers);
        operators = Set.copyOf(operators);
    }

    /** With readers who read everything, and nobody who only sends signals. */
    public Access(Set<String> readers, Set<String> submitters, Set<String> operators) {
        this(readers, submitters, Set.of(), operators, false, false);
    }

    /** A copy with readers who read only their own tasks. */
    public Access withOwnTasksOnly() {
        return new Access(readers, submitters, signallers, operators, true, descendants);
    }

    /** A copy with roles that send signals. */
    public Access withSignallers(Set<String> roles) {
        return new Access(readers, submitters, roles, operators, ownTasksOnly, descendants);
    }

    /** A copy that lets callers read the tasks that their own tasks enqueue. */
    public Access withDescendants() {
        return new Access(readers, submitters, signallers, operators, ownTasksOnly, true);
    }

    /**
     * Whether this caller reads a task, given the permission {@link Permission#READ_TASKS}.
     *
     * @param createdBy who enqueued it
     * @param descendant whether another task enqueued it
     */
    public boolean reads(Caller caller, @Nullable String createdBy, boolean descendant) {
        return allows(caller, Permission.READ_ALL) || (isCreator(caller, createdBy) && (descendants || !descendant));
    }

    /**
     * Whether this caller may revoke a task, given the permission {@link Permission#SUBMIT}: operators all tasks,
     * submitters those that they have submitted themselves.
     *
     * @param createdBy who enqueued it
     * @param descendant whether another task enqueued it
     */
    public boolean revokes(Caller caller, @Nullable String createdBy, boolean descendant) {
        return allows(caller, Permission.OPERATE) || (isCreator(caller, createdBy) && !descendant);
    }

    private static boolean isCreator(Caller caller, @Nullable String createdBy) {
        return createdBy != null && createdBy.equals(caller.name());
    }

    /**
     * Refuses a caller without a login with 401.
     *
     * @param challenge the value of {@code WWW-Authenticate}
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

    /** Refuses a caller without this permission with 403. */
    public void require(Caller caller, Permission permission) {
        if (!allows(caller, permission)) {
            String detail = "None of your roles has the permission " + permission
                    + "; a server knows only roles that the application declares, by @DeclareRoles or in web.xml";
            throw new Refusal(Problem.of(403, "forbidden", "Access is denied", detail));
        }
    }

    /** Whether this caller has this permission. */
    public boolean allows(Caller caller, Permission permission) {
        Stream<String> roles =
                switch (permission) {
                    case READ_TASKS -> Stream.of(readers, submitters).flatMap(Set::stream);
                    case READ_ALL -> ownTasksOnly ? Stream.empty() : readers.stream();
                    case SUBMIT -> submitters.stream();
                    case SIGNAL -> signallers.stream();
                    case OPERATE -> Stream.empty();
                };
        return caller.name() != null
                && Stream.concat(operators.stream(), roles)
                        .anyMatch(
                                role -> role.equals(EVERYBODY) || caller.roles().test(role));
    }
}

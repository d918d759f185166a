package org.caraway.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.caraway.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * A workflow at the time of reading: what it consists of, and how far it is. Immutable.
 *
 * <p>Members of a group that are composed in the same way are one node for each of their steps, with the number of
 * tasks in each state; so the view of a fan-out over 10,000 elements is as small as that of one over two. The members
 * of a fan-out are shown once they exist.
 *
 * @param id the workflow's id
 * @param name its name, null if it has none
 * @param state its state: that of its last step
 * @param held why none of its steps begins, null if they may
 * @param createdAt when it was enqueued
 * @param finishedAt when it finished, null if it has not
 * @param progress its steps by state, those of all pages, without groups
 * @param nodes the nodes of this page, in the order in which they were created
 * @param next where the next page begins, null if this is the last
 */
public record WorkflowView(
        UUID id,
        @Nullable String name,
        TaskState state,
        @Nullable Hold held,
        Instant createdAt,
        @Nullable Instant finishedAt,
        Counts progress,
        List<Node> nodes,
        @Nullable String next) {

    /** The largest page. */
    public static final int NODES_CAP = 1_000;

    /** Copies the list. */
    public WorkflowView {
        nodes = List.copyOf(nodes);
    }

    /**
     * How many tasks are in which state. Immutable.
     *
     * @param done have succeeded
     * @param failed have failed, were revoked or have expired
     * @param skipped were not taken
     * @param running have been claimed by a worker
     * @param due may be claimed at once or after a delay, retries included
     * @param waiting wait for a predecessor or, as a group, for members
     */
    public record Counts(long done, long failed, long skipped, long running, long due, long waiting) {

        /** All of them. */
        public long total() {
            return done + failed + skipped + running + due + waiting;
        }

        /** Those that are finished. */
        public long finished() {
            return done + failed + skipped;
        }

        /** One state for all: the state of one that hinders the others, or runs, or else of most. */
        public TaskState state() {
            if (failed > 0) {
                return TaskState.FAILURE;
            }
            if (running > 0) {
                return TaskState.STARTED;
            }
            if (due > 0) {
                return TaskState.PENDING;
            }
            if (waiting > 0) {
                return TaskState.WAITING;
            }
            return done > 0 ? TaskState.SUCCESS : TaskState.SKIPPED;
        }
    }

    /** Why no step of a workflow begins. */
    public enum Hold {
        /** It was paused. */
        PAUSED,
        /** As many workflows of its name run as may run at once; it begins after one of them. */
        TURN
    }

    /** What a node is. */
    public enum Kind {
        /** A task, or equal tasks of several members. */
        STEP,
        /** A group, or equal groups of several members. */
        GROUP
    }

    /** How a predecessor has to end, so that a node runs. */
    public enum When {
        /** It has to succeed; else the node ends as it did. */
        SUCCESS,
        /** It has to succeed; else the node is skipped: a callback. */
        CALLBACK,
        /** It has to fail, to be revoked or to expire: a callback. */
        FAILURE,
        /** It has to return true: a branch. */
        TRUE,
        /** It has to return anything but true: a branch. */
        FALSE
    }

    /**
     * The edge to a node. Immutable.
     *
     * @param from the key of the node that has to end first
     * @param when how it has to end
     */
    public record Edge(String from, When when) {}

    /**
     * Tasks or groups at one place of the workflow. Immutable.
     *
     * @param key identifies the node in its workflow
     * @param id the id of the only task or, of several, of the first
     * @param kind whether it is a step or a group
     * @param name the name of the task definition, {@code caraway.group} for a group
     * @param step the name that the application gave the step or group, null for none
     * @param counts its tasks by state
     * @param startedAt when the first attempt of these tasks began, null if none has
     * @param finishedAt when the last of these tasks finished, null if not all have
     * @param group the key of the group whose members' results these tasks have, null if they are no members' last
     * steps
     * @param after what the node follows, null if it waits for nothing
     */
    public record Node(
            String key,
            UUID id,
            Kind kind,
            String name,
            @Nullable String step,
            Counts counts,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String group,
            @Nullable Edge after) {

        /** What it is called in pictures: its own name, or that of its task. */
        public String label() {
            return step != null ? step : kind == Kind.GROUP ? "group" : name;
        }
    }

    /** The node with this key, absent if it is on another page. */
    public Optional<Node> node(String key) {
        return nodes.stream().filter(node -> node.key().equals(key)).findFirst();
    }

    /** The workflow as a graph in the language of Graphviz. Nodes of other pages are left out. */
    public String dot() {
        return new DotPicture(this).draw();
    }

    /** The workflow as a flowchart of Mermaid, which several wikis and code hosts show. As {@link #dot}. */
    public String mermaid() {
        return new MermaidPicture(this).draw();
    }

    /** The workflow as a picture, an SVG document that needs nothing else. As {@link #dot}. */
    public String svg() {
        return new SvgPicture(this).draw();
    }
}

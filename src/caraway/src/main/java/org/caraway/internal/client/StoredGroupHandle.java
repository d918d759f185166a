package org.caraway.internal.client;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.caraway.GroupHandle;
import org.caraway.NoSuchTaskException;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskHandle;
import org.caraway.TaskLogEntry;
import org.caraway.TaskState;
import org.caraway.TaskSummary;
import org.caraway.TaskView;
import org.caraway.internal.store.workflow.WorkflowReads;
import org.jspecify.annotations.Nullable;

/** {@link GroupHandle} over a store: the handle of the group's own row, and of its members. Thread-safe. */
final class StoredGroupHandle<E extends @Nullable Object> implements GroupHandle<E> {

    private final StoredTaskHandle<List<E>> group;
    private final HandleFactory handles;
    private final Type memberType;

    StoredGroupHandle(StoredTaskHandle<List<E>> group, HandleFactory handles, Type memberType) {
        this.group = group;
        this.handles = handles;
        this.memberType = memberType;
    }

    private WorkflowReads reads() {
        return handles.workflows().reads();
    }

    @Override
    public Counts counts() {
        WorkflowReads.Members members = members();
        Map<TaskState, Integer> states = members.states();
        return new Counts(
                members.size(),
                count(states, TaskState.SUCCESS),
                count(states, TaskState.FAILURE, TaskState.REVOKED, TaskState.EXPIRED),
                count(states, TaskState.SKIPPED),
                count(states, TaskState.STARTED),
                count(states, TaskState.PENDING, TaskState.WAITING, TaskState.RETRY));
    }

    private static int count(Map<TaskState, Integer> states, TaskState... of) {
        int count = 0;
        for (TaskState state : of) {
            count += states.getOrDefault(state, 0);
        }
        return count;
    }

    /** The present members. */
    WorkflowReads.Members members() {
        return reads().members(id())
                .orElseThrow(() -> new NoSuchTaskException("No group has the id " + id()
                        + "; it is that of another task, its enqueueing was rolled back, or it was deleted after its"
                        + " retention"));
    }

    @Override
    public TaskHandle<E> member(int index) {
        UUID member = reads().member(id(), index)
                .orElseThrow(() -> new NoSuchTaskException("Group " + id() + " has no member " + index + "; it has "
                        + members().size() + " members, counted from 0"));
        return handles.of(member, memberType);
    }

    @Override
    public Stream<Completed<E>> completed(Duration timeout) {
        CompletedMembers<E> members = new CompletedMembers<>(this, timeout);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        members, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL),
                false);
    }

    /** The group's own handle. */
    StoredTaskHandle<List<E>> own() {
        return group;
    }

    /** The members that are finished. */
    List<WorkflowReads.FinishedMember> finished(@Nullable Instant since) {
        return reads().finishedMembers(id(), since);
    }

    /** A member with its outcome. */
    Completed<E> completed(WorkflowReads.FinishedMember member) {
        return new Completed<>(member.index(), handles.outcomeOf(member.id(), memberType));
    }

    @Override
    public UUID id() {
        return group.id();
    }

    @Override
    public TaskView view() {
        return group.view();
    }

    @Override
    public TaskState state() {
        return group.state();
    }

    @Override
    public List<TaskLogEntry> log() {
        return group.log();
    }

    @Override
    public List<TaskSummary> children() {
        return group.children();
    }

    @Override
    public List<E> await(Duration timeout) {
        return group.await(timeout);
    }

    @Override
    public Optional<String> resultJson() {
        return group.resultJson();
    }

    @Override
    public RevokeOutcome revoke(RevokeMode mode) {
        return group.revoke(mode);
    }

    @Override
    public boolean retry() {
        return group.retry();
    }

    @Override
    public CompletionStage<List<E>> toCompletionStage() {
        return group.toCompletionStage();
    }

    @Override
    public void forget() {
        group.forget();
    }

    @Override
    public String toString() {
        return "group " + id();
    }
}

package org.caraway.internal.feed;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.caraway.admin.FeedListener;
import org.caraway.admin.TaskChange;

/** A listener that writes down what it is told: kind and attempt, or that something was lost. Thread-safe. */
final class Heard implements FeedListener {

    static final String GAP = "gap";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<TaskChange> all = new CopyOnWriteArrayList<>();

    @Override
    public void changes(List<TaskChange> changes) {
        for (TaskChange change : changes) {
            all.add(change);
            lines.add(Node.shown(change.kind(), change.attempt()));
        }
    }

    @Override
    public void gap() {
        lines.add(GAP);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    List<TaskChange> all() {
        return List.copyOf(all);
    }

    List<String> positions() {
        return all.stream().map(TaskChange::position).toList();
    }

    void await(String line) {
        Node.eventually("'" + line + "' is told", () -> lines.contains(line));
    }

    void awaitCount(int count) {
        Node.eventually(count + " changes are told", () -> all.size() >= count);
    }
}

package org.caraway.web.internal.live;

import java.util.List;
import java.util.Set;
import org.caraway.admin.FeedListener;
import org.caraway.admin.TaskChange;

/** A client that follows every change, or those of some queues or names. Thread-safe; called on the feed's thread. */
final class ChangeStream implements FeedListener {

    private final Subscriber subscriber;
    private final Set<String> queues;
    private final Set<String> names;
    private final ChangeMessages messages;
    private final Runnable onNews;

    /**
     * Passes on what these name.
     *
     * @param queues empty for all
     * @param names empty for all
     * @param onNews told when the subscriber has something in its queue
     */
    ChangeStream(
            Subscriber subscriber, Set<String> queues, Set<String> names, ChangeMessages messages, Runnable onNews) {
        this.subscriber = subscriber;
        this.queues = Set.copyOf(queues);
        this.names = Set.copyOf(names);
        this.messages = messages;
        this.onNews = onNews;
    }

    @Override
    public void changes(List<TaskChange> changes) {
        boolean news = false;
        for (TaskChange change : changes) {
            if (isMeant(change)) {
                subscriber.offer(messages.of(change));
                news = true;
            }
        }
        if (news) {
            onNews.run();
        }
    }

    @Override
    public void gap() {
        subscriber.offer(new Message("gap", "", "{}", null));
        onNews.run();
    }

    private boolean isMeant(TaskChange change) {
        return (queues.isEmpty() || queues.contains(change.queue()))
                && (names.isEmpty() || names.contains(change.name()));
    }
}

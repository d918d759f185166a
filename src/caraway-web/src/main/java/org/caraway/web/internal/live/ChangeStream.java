package org.caraway.web.internal.live;

import java.util.List;
import org.caraway.admin.FeedListener;
import org.caraway.admin.TaskChange;
import org.caraway.admin.TaskFeed;
import org.jspecify.annotations.Nullable;

/** A client that is subscribed to changes. Thread-safe; called on the thread of the feed. */
final class ChangeStream implements FeedListener {

    private final Subscriber subscriber;
    private final Subscription subscription;
    private final ChangeMessages messages;
    private final Runnable onMessages;

    /**
     * Sends the changes that match the subscription.
     *
     * @param onMessages runs after messages were added to the queue of the subscriber
     */
    ChangeStream(Subscriber subscriber, Subscription subscription, ChangeMessages messages, Runnable onMessages) {
        this.subscriber = subscriber;
        this.subscription = subscription.withoutPosition();
        this.messages = messages;
        this.onMessages = onMessages;
    }

    /**
     * Subscribes to the feed.
     *
     * @param after the position of the last known change, null for now
     * @throws org.caraway.web.internal.http.Refusal with 503 if the application is stopping
     */
    TaskFeed.Subscription follow(TaskFeed feed, @Nullable String after) {
        try {
            return feed.subscribe(after, this);
        } catch (IllegalStateException stopping) {
            throw LiveRefusals.stopping();
        }
    }

    @Override
    public void changes(List<TaskChange> changes) {
        List<Message> news = messages.of(changes, subscription);
        news.forEach(subscriber::offer);
        if (!news.isEmpty()) {
            onMessages.run();
        }
    }

    @Override
    public void gap() {
        subscriber.offer(new Message("gap", "", "{}", null));
        onMessages.run();
    }
}

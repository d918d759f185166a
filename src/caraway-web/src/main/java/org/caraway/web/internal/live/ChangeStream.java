package org.caraway.web.internal.live;

import java.util.List;
import org.caraway.admin.FeedListener;
import org.caraway.admin.TaskChange;

/** A client that follows every change, or some of them. Thread-safe; called on the feed's thread. */
final class ChangeStream implements FeedListener {

    private final Subscriber subscriber;
    private final Subscription wish;
    private final ChangeMessages messages;
    private final Runnable onMessages;

    /**
     * Passes on what is wished for.
     *
     * @param onMessages told when the subscriber has something in its queue
     */
    ChangeStream(Subscriber subscriber, Subscription wish, ChangeMessages messages, Runnable onNews) {
        this.subscriber = subscriber;
        this.wish = wish.withoutPosition();
        this.messages = messages;
        this.onMessages = onNews;
    }

    @Override
    public void changes(List<TaskChange> changes) {
        List<Message> news = messages.of(changes, wish);
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

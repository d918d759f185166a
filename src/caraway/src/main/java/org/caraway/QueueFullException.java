package org.caraway;

/** A queue has reached its maximum number of waiting tasks. Nothing was enqueued. */
public final class QueueFullException extends CarawayException {

    private static final long serialVersionUID = 1L;

    private final String queue;
    private final int maxLength;

    /** For this queue and its limit. */
    public QueueFullException(String message, String queue, int maxLength) {
        super(message);
        this.queue = queue;
        this.maxLength = maxLength;
    }

    /** The name of the queue. */
    public String queue() {
        return queue;
    }

    /** The maximum number of waiting tasks. */
    public int maxLength() {
        return maxLength;
    }
}

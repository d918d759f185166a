package org.caraway;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;

/**
 * URLs by which people and systems without a login send one signal to one task until they expire; inject it. {@link
 * TaskContext#signalUrl} is the short form within a task. Who has such a URL may use it, so send it to nobody else. It
 * is signed (HMAC-SHA256) with a key of the configuration, and names the task, the signal and the instant of its
 * expiry; none of them can be changed. The first value of a signal counts, so a URL has an effect at most once.
 *
 * <p>The application opens the address {@code caraway.signal-url.base} by a subclass of {@code CarawaySignals} of
 * caraway-web, or by a resource of its own that calls {@link #verify}. Needs {@code caraway.signal-url.secrets}.
 * Thread-safe; uses no database, and joins no transaction.
 */
public interface SignalUrls {

    /**
     * A URL that sends this signal to this task.
     *
     * @param task the task's id; whether there is such a task is not checked
     * @param signal the signal's name
     * @param validFor until when it may be used, by the clocks of the servers: more than zero, at most {@link
     *     CallTiming#LONGEST}; rounded up to a whole second
     *
     * @throws IllegalArgumentException if the name or the span is out of range
     * @throws IllegalStateException if the configuration has no base or no key
     */
    URI create(UUID task, String signal, Duration validFor);

    /**
     * The signal that a URL may send. Its path up to the last two segments is not compared, because a proxy may have
     * changed it, and other parameters are ignored.
     *
     * @throws SignalUrlException if it was not signed with one of the keys, or has expired
     * @throws IllegalStateException if the configuration has no key
     */
    SignedSignal verify(URI url);
}

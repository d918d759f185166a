package org.caraway;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/** A URL may not send its signal; thrown by {@link SignalUrls#verify}. */
public final class SignalUrlException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why a URL is refused. */
    public enum Reason {
        /** It was not signed with one of the keys, or has been changed. */
        FORGED,
        /** It was signed, and its time is over. */
        EXPIRED
    }

    /** For this reason, with this message. */
    public SignalUrlException(Reason reason, String message) {
        super(message);
        this.reason = requireNonNull(reason, "reason");
    }

    /** Why it is refused. */
    public Reason reason() {
        return reason;
    }
}

package org.caraway.internal.webhook;

import java.io.IOException;

/** An answer that does not accept the message; another attempt may be answered otherwise. */
public final class WebhookFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    WebhookFailedException(String message) {
        super(message);
    }
}

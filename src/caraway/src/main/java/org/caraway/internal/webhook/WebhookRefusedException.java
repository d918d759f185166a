package org.caraway.internal.webhook;

import org.caraway.CarawayException;

/** A message that is not sent, now or later. */
public final class WebhookRefusedException extends CarawayException {

    private static final long serialVersionUID = 1L;

    WebhookRefusedException(String message) {
        super(message);
    }
}

package org.caraway.internal.webhook;

import static java.util.Objects.requireNonNull;

/**
 * Where messages go and how they are signed. Immutable.
 *
 * @param targets the allowed addresses
 * @param secret the key of the signatures
 */
public record WebhookSettings(WebhookTargets targets, WebhookSecret secret) {

    /** Checks that both are given. */
    public WebhookSettings {
        requireNonNull(targets, "targets");
        requireNonNull(secret, "secret");
    }
}

package org.caraway.internal.propagation;

import java.util.Locale;
import java.util.Optional;

/**
 * The inbound request that the current thread serves. Thread-safe. Without a request all values are absent, at almost
 * no cost.
 */
public interface InboundCall {

    /** Without inbound requests. */
    InboundCall NONE = new InboundCall() {

        @Override
        public boolean present() {
            return false;
        }

        @Override
        public Optional<String> caller() {
            return Optional.empty();
        }

        @Override
        public boolean callerHas(String role) {
            return false;
        }

        @Override
        public Optional<Locale> locale() {
            return Optional.empty();
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.empty();
        }
    };

    /** Whether there is a request. */
    boolean present();

    /** The logged-in user. */
    Optional<String> caller();

    /** Whether the logged-in user has this role. */
    boolean callerHas(String role);

    /** The preferred locale of the request: absent if it has none, never the server's default. */
    Optional<Locale> locale();

    /** One of its headers. */
    Optional<String> header(String name);
}

package org.caraway.internal.propagation;

import java.util.Locale;
import java.util.Optional;

/**
 * The request from outside that the current thread serves. Thread-safe. Everything is absent where there is none;
 * asking costs next to nothing then.
 */
public interface InboundCall {

    /** Where no requests come in. */
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

    /** Whether there is one. */
    boolean present();

    /** Who has logged in for it. */
    Optional<String> caller();

    /** Whether whoever has logged in for it has the role. */
    boolean callerHas(String role);

    /** The locale that it asks for: absent if it asks for none, never the server's own. */
    Optional<Locale> locale();

    /** One of its headers. */
    Optional<String> header(String name);
}

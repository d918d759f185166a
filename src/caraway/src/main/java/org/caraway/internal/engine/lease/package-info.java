/**
 * The worker's lease: its renewal, and the reaction to its loss. May use {@code loop}. All types are public: many
 * packages of the engine read the lease, and the worker implements {@link
 * org.caraway.internal.engine.lease.LeaseHolder}. Start with {@code LeaseKeeper}.
 */
package org.caraway.internal.engine.lease;

/**
 * The worker's lease: its renewal, and what follows when it could not be renewed. May use {@code loop}. All types are
 * public: the lease is read all over the engine, and the worker implements {@link
 * org.caraway.internal.engine.lease.LeaseHolder}. The story begins at {@code LeaseKeeper}.
 */
package org.caraway.internal.engine.lease;

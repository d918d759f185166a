/**
 * Fault injection: a cluster of servers under load, random faults, and the invariants that must hold afterwards. Start
 * with {@code FaultIT}; {@code Cluster} has the servers and the faults. Uses {@code harness}.
 */
@NullMarked
package org.caraway.it.fault;

import org.jspecify.annotations.NullMarked;

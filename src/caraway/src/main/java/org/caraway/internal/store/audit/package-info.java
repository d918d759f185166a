/**
 * The audit log: which operator did what. {@link org.caraway.internal.store.audit.AuditLog} is the port that reads it;
 * {@link org.caraway.internal.store.audit.JdbcAuditLog} also writes a record inside the transaction of the action. This
 * package may use {@code jdbc}. Types are public only because sub-packages are separate packages: {@code module-info}
 * exports none of them.
 */
package org.caraway.internal.store.audit;

/**
 * Claims due tasks: fairness groups, limits, marks and late-task scans. The story begins with the port
 * {@link org.caraway.internal.store.claim.TaskClaims}, which {@link org.caraway.internal.store.claim.JdbcTaskClaims}
 * implements; {@link org.caraway.internal.store.claim.ClaimStatements} is the part of a claim that differs between
 * databases. This package may use {@code dialect}, {@code jdbc}, {@code model} and {@code lifecycle}. Types are public
 * only because sub-packages are separate packages: {@code module-info} exports none of them.
 */
package org.caraway.internal.store.claim;

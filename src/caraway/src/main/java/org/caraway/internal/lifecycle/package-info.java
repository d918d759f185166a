/**
 * The rules of the task life cycle: which transition follows the outcome of an attempt, and which limits apply. The
 * rules are pure: they use no server, no database and no clock, and only {@code org.caraway} and {@code
 * org.caraway.admin}. Exceptions that the application has written are read and reported here, too. Start with {@link
 * org.caraway.internal.lifecycle.AttemptOutcome}. Types are public for the other internal packages; {@code module-info}
 * does not export this package.
 */
package org.caraway.internal.lifecycle;

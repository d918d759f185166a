/**
 * The values that the ports of the store take and return, for example {@link org.caraway.internal.store.model.NewTask},
 * {@link org.caraway.internal.store.model.ClaimedTask} and {@link org.caraway.internal.store.model.AttemptCompletion}.
 * This package may use only the API and {@code lifecycle}; every other package of the store may use it. The story
 * begins with {@code NewTask}, which becomes a {@code ClaimedTask} and then a {@code FinishedTask}. Types are public
 * only because sub-packages are separate packages: {@code module-info} exports none of them.
 */
package org.caraway.internal.store.model;

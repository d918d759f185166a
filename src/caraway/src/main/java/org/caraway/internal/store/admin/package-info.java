/**
 * The actions and views of operators: search, revoke, requeue, move, settings, reports and load samples. The story
 * begins with the ports {@link org.caraway.internal.store.admin.TaskSearch} and
 * {@link org.caraway.internal.store.admin.TaskRevocations}; each has its own implementation {@code Jdbc…}. This package
 * may use all packages of the store below it, and {@code org.caraway.admin}. Types are public only because sub-packages
 * are separate packages: {@code module-info} exports none of them.
 */
package org.caraway.internal.store.admin;

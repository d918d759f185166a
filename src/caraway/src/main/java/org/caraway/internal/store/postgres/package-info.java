/**
 * Everything that is special to PostgreSQL: claims in one statement, {@code COPY}, {@code NOTIFY}, and a partition of
 * finished tasks for each day. The story begins with {@link org.caraway.internal.store.postgres.PostgresDatabase}, the
 * only type that the store's root uses. This package may use {@code database} and every package of the store below it;
 * only here may classes name PostgreSQL's driver, which may be absent. Types are public only because sub-packages are
 * separate packages: {@code module-info} exports none of them.
 */
package org.caraway.internal.store.postgres;

/**
 * Everything that is special to H2. The story begins with {@link org.caraway.internal.store.h2.H2Database}, the only
 * type that the store's root uses. This package may use {@code database} and every package of the store below it. Types
 * are public only because sub-packages are separate packages: {@code module-info} exports none of them.
 */
package org.caraway.internal.store.h2;

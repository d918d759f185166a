/**
 * What tests of several packages share: a migrated database for each test class, and a store with tasks to test on it.
 * Holds no tests. May use {@code internal.store}; every test may use it. The story begins at
 * {@link org.caraway.test.EachDatabase}.
 */
@NullMarked
package org.caraway.test;

import org.jspecify.annotations.NullMarked;

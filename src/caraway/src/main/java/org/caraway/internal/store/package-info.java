/**
 * The tables, and every statement on them: the only package that imports {@code java.sql}. {@link
 * org.caraway.internal.store.Store} is its door; behind it each concern has a class of its own, and what differs
 * between databases is a method of {@code Dialect}. Imports {@code org.caraway} and {@code lifecycle}.
 */
package org.caraway.internal.store;

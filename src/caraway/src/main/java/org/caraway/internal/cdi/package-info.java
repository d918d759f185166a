/**
 * The CDI extension, where the story begins: it hears of every bean, hands each to the sub-package that deals with it,
 * reports all mistakes of a deployment together, and adds Caraway's own beans. The sub-packages are ordered, and each
 * may use only those after it: {@code web}, {@code runtime}, then {@code definition}, {@code propagation},
 * {@code event} and {@code monitoring}, then {@code scope} and {@code plugin}, and {@code config} last. Only this
 * package and its sub-packages import {@code jakarta.enterprise.inject.spi}; no package outside of them imports one of
 * them.
 */
package org.caraway.internal.cdi;

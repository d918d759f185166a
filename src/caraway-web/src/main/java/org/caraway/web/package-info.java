/**
 * The public API of this module: an application opens Caraway over HTTP by extending
 * {@link org.caraway.web.CarawayResource}, where the story begins. This package adapts JAX-RS requests to
 * {@code internal} and converts answers back; no other package of the module uses JAX-RS.
 */
package org.caraway.web;

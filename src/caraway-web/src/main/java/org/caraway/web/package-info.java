/**
 * What an application extends to open Caraway over HTTP: {@link org.caraway.web.CarawayResource}. The one package of
 * this module that knows JAX-RS; everything behind it is in {@code internal}.
 */
package org.caraway.web;

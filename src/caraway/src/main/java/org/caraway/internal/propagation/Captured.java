package org.caraway.internal.propagation;

/**
 * What one propagator captured. Immutable.
 *
 * @param version of the text's form, from 1
 * @param text JSON or any other text
 */
record Captured(int version, String text) {}

package org.caraway.internal.propagation;

/**
 * The text that one propagator captured. Immutable.
 *
 * @param version the version of its format, from 1
 * @param text JSON or any other text
 */
record Captured(int version, String text) {}

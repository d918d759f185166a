package org.caraway.it.tasks.results;

/** A value that travels. */
public record Point(int x, int y) {}

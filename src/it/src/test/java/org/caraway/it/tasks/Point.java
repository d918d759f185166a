package org.caraway.it.tasks;

/** A value that travels. */
public record Point(int x, int y) {}

package org.caraway.internal.engine;

/** One engine in one server process. Thread-safe. */
public final class Worker {}

package org.caraway.it.tasks.transactions;

/** An event that becomes tasks. */
public record Parcel(String number) {}

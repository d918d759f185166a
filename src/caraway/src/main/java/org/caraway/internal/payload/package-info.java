/**
 * Arguments and results as JSON. {@link org.caraway.internal.payload.PayloadCodec} is its door: the server's JSON-B
 * does the work, plain values take a shorter way to the same text, and formats of the application make of it what
 * stands in the row. Imports {@code org.caraway}, {@code spi}, {@code registry}
 * and {@code lifecycle}.
 */
package org.caraway.internal.payload;

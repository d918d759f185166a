/**
 * Arguments and results as JSON. {@link org.caraway.internal.payload.PayloadCodec} is the entry point: it uses the
 * server's JSON-B, a faster way to the same text for scalars, and the formats of the application to encode the text for
 * the row. Imports {@code org.caraway}, {@code spi}, {@code registry} and {@code lifecycle}.
 */
package org.caraway.internal.payload;

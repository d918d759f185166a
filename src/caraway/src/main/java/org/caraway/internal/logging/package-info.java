/**
 * Integration with the logging libraries of server and application. This is the only package that uses {@code
 * java.util.logging} and SLF4J: it reads their records and their log context, and does not log through them. Classes
 * that use SLF4J are loaded only where the application has it. The package may use {@code observation}, {@code
 * propagation} and the packages below. Start with {@link org.caraway.internal.logging.LogCapture}. Types are public for
 * {@code cdi} and {@code engine}; {@code module-info} does not export this package.
 */
package org.caraway.internal.logging;

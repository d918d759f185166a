/**
 * What ties tasks to the logging libraries of server and application: the only package that names {@code java.util.logging} and
 * SLF4J, never to log by them, but to reach their log context and their records. A class that names SLF4J is loaded only where the
 * application has it. Imports {@code observation}, {@code propagation} and what lies below.
 */
package org.caraway.internal.logging;

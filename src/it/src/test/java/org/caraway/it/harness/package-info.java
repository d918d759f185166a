/**
 * Shared support of all server tests: server processes, databases, network faults, WARs, and HTTP clients. It uses no
 * other package of the tests.
 */
@NullMarked
package org.caraway.it.harness;

import org.jspecify.annotations.NullMarked;

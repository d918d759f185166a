/**
 * The REST interface: requests, permissions, problems, and malformed input. Start with {@code RestIT}. Uses
 * {@code harness}.
 */
@NullMarked
package org.caraway.it.web.rest;

import org.jspecify.annotations.NullMarked;

/** Health checks and metrics of a server. Start with {@code MonitoringIT}. Uses {@code harness}. */
@NullMarked
package org.caraway.it.web.monitoring;

import org.jspecify.annotations.NullMarked;

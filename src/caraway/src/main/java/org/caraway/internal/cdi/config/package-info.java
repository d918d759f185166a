/**
 * The configuration of an application: its keys, how their values are parsed and checked, and the settings that result.
 * Also what every other sub-package needs during a deployment: the list of problems, and the probe for optional APIs.
 * It uses no other sub-package of {@code cdi}. The story begins in {@code ConfigurationKey}, which lists the keys, and
 * in {@code SettingsReader}.
 */
package org.caraway.internal.cdi.config;

/**
 * The application's beans that extend Caraway: payload formats, result stores, task routers, schedule
 * types and calendars. Each collector notes
 * the beans of one type, checks them, and obtains their instances after the deployment. It uses {@code config} only.
 * The story begins in {@code PluginBeans}.
 */
package org.caraway.internal.cdi.plugin;

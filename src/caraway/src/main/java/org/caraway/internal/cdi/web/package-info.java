/**
 * The part that needs Jakarta Servlet: starts and stops the worker with the web application, and tracks which request a
 * thread serves. Its classes are loaded only where there is a servlet container. It uses {@code runtime}. The story
 * begins in {@code WebApplicationStart}.
 */
package org.caraway.internal.cdi.web;

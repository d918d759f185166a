package org.caraway.web;

import org.caraway.web.internal.http.FailureLog;
import org.caraway.web.internal.read.LongPolls;
import org.caraway.web.internal.read.Searches;

/**
 * What all requests to a node share. Immutable.
 *
 * @param polls the requests that wait
 * @param searches the searches that run
 * @param failures logs the requests that fail
 */
record NodeParts(LongPolls polls, Searches searches, FailureLog failures) {}

/** Caraway over HTTP, on a real server: what is open, for whom, and what strangers get for nonsense. */
package org.caraway.it.web;

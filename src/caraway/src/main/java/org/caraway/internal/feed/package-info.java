/**
 * What happens to tasks on all nodes, told to those who follow: what a node's observers see goes through the database to the
 * followers of every node. Imports {@code engine}, {@code client}, {@code store} and what lies below.
 */
package org.caraway.internal.feed;

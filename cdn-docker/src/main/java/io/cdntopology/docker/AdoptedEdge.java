package io.cdntopology.docker;

/**
 * A container that others made, as the edge that it is: the one that is to answer at the port that it publishes.
 *
 * @param container the container
 * @param port      that port
 */
record AdoptedEdge(Dependent container, PublishedPort port) {}

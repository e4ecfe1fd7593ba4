package io.cdntopology.benchmarks;

import java.util.List;

/**
 * Files of one kind, which clients ask for in turn.
 *
 * @param size        of one of them, in words
 * @param paths       where they are below the root
 * @param connections that are kept busy
 * @param limit       how much of what the peer serves ours has to serve
 */
record ServedFiles(String size, List<String> paths, int connections, double limit) {}

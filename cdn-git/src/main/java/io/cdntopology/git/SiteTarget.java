package io.cdntopology.git;

import org.eclipse.jgit.lib.ObjectReader;

/**
 * Where a site is made.
 *
 * @param here     the private repository
 * @param reader   reads what is there
 * @param objects  takes what is made
 * @param deadline how long it may take
 */
record SiteTarget(PrivateRepository here, ObjectReader reader, NewObjects objects, Deadline deadline) {}

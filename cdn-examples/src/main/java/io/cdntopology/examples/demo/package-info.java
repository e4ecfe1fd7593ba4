/**
 * The demo: a site, three edges, a push that goes live, one that is refused, one that is rolled back. Start reading at
 * {@link io.cdntopology.examples.demo.Demo}.
 */
@NullMarked
package io.cdntopology.examples.demo;

import org.jspecify.annotations.NullMarked;

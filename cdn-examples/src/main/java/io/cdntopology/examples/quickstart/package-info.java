/** The first program: what the README shows. Start reading at {@link io.cdntopology.examples.quickstart.Quickstart}. */
@NullMarked
package io.cdntopology.examples.quickstart;

import org.jspecify.annotations.NullMarked;

/**
 * The contracts of the ports as abstract JUnit tests: whoever implements a port extends the test, and gives it a fixture
 * that makes the far side do what the test needs.
 *
 * <p>Imports {@code spi} and below. Start reading at {@link io.cdntopology.testkit.CoordinationContractTest} and
 * {@link io.cdntopology.testkit.ContentSourceContractTest}.
 */
@NullMarked
package io.cdntopology.testkit;

import org.jspecify.annotations.NullMarked;

/**
 * The contracts of the ports, and of what edges answer, as abstract JUnit tests: whoever implements one extends the test,
 * and gives it a fixture that makes the far side do what the test needs.
 *
 * <p>Imports {@code spi} and below; the contract of edges also {@code store} and {@code embedded}, to publish what they
 * serve. Start reading at {@link io.cdntopology.testkit.CoordinationContractTest},
 * {@link io.cdntopology.testkit.ContentSourceContractTest} and {@link io.cdntopology.testkit.EdgeContractTest}.
 */
@NullMarked
package io.cdntopology.testkit;

import org.jspecify.annotations.NullMarked;

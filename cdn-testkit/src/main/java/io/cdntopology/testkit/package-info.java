/**
 * For tests. Of applications: {@link io.cdntopology.testkit.CdnExtension} runs a network for theirs; it imports the front
 * door, {@code embedded} and below. Of implementations: the contracts of the ports, and of what edges answer, as abstract
 * JUnit tests; whoever implements one extends the test, and gives it a fixture that makes the far side do what the test
 * needs. They import {@code spi} and below; the contract of edges also {@code store} and {@code embedded}, to publish what
 * they serve.
 *
 * <p>Start reading at {@code CdnExtension}, {@link io.cdntopology.testkit.CoordinationContractTest},
 * {@link io.cdntopology.testkit.ContentSourceContractTest} and {@link io.cdntopology.testkit.EdgeContractTest}.
 */
@NullMarked
package io.cdntopology.testkit;

import org.jspecify.annotations.NullMarked;

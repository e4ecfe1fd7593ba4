/**
 * The agent: a program that keeps the content directory of one host in sync with what etcd says is wanted, fetching from
 * git. It publishes nothing.
 *
 * <p>Imports everything of cdn-core, cdn-etcd and cdn-git; nothing imports it. Start reading at
 * {@link io.cdntopology.agent.AgentMain} and {@code Agent}.
 */
@NullMarked
package io.cdntopology.agent;

import org.jspecify.annotations.NullMarked;

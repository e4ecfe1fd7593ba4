/**
 * Coordination by etcd: a description ({@code Etcd}, {@code EtcdCoordination}) and the client that it connects.
 *
 * <p>Every call has a deadline, and a call that failed is never made later behind its caller's back. A watch that broke
 * is over: jetcd would resume it by itself, and miss or repeat changes. A lease is renewed here, and counts as lost
 * before etcd lets go of it.
 *
 * <p>Certificates, keys and passwords are read at each new connection ({@code EtcdConnector}); what failures mean, and
 * whether a new connection may help, is said in one place ({@code EtcdFailures}).
 *
 * <p>Imports {@code spi} and below of cdn-core, and jetcd, no type of which is visible outside. Start reading at
 * {@link io.cdntopology.etcd.Etcd}, then {@code EtcdClient}.
 */
@NullMarked
package io.cdntopology.etcd;

import org.jspecify.annotations.NullMarked;

/**
 * The rules that a site brings along, in its files {@code _redirects} and {@code _headers}: read, checked, answered by, and
 * written as configuration of nginx.
 *
 * <p>Rank 6: imports {@code store} and below. Start reading at {@link io.cdntopology.rules.SiteRules}.
 */
@NullMarked
package io.cdntopology.rules;

import org.jspecify.annotations.NullMarked;

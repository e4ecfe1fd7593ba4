/**
 * Hearing of pushes: what servers of repositories send is verified, and wakes who looks for newer commits.
 *
 * <p>Rank 7: imports {@code sync} and below. Start reading at {@link io.cdntopology.webhook.WebhookReceiver}.
 */
@NullMarked
package io.cdntopology.webhook;

import org.jspecify.annotations.NullMarked;

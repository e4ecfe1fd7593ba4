package io.cdntopology.etcd;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends each call after a time, wherever it is then: one that was still on its way to a connection is never sent. Streams,
 * such as watches, are not calls and last.
 */
record CallDeadline(Duration deadline) implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        boolean unary = method.getType() == MethodDescriptor.MethodType.UNARY;
        return next.newCall(
                method, unary ? options.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS) : options);
    }
}

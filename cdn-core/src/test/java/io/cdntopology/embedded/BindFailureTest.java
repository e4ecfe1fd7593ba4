package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindFailureTest {
    @ParameterizedTest
    @CsvSource({
        "Address already in use, port 80 of 127.0.0.1 is taken, give another port",
        "Die Adresse wird bereits verwendet, port 80 of 127.0.0.1 is taken, give another port",
        "Permission denied, may not listen on port 80, give a port of 1024 or above",
        "Cannot assign requested address, 127.0.0.1 is no address of this machine, give one of its own",
    })
    void saysWhatToDo(String reason, String why, String fix) {
        BindException cause = new BindException(reason);
        CdnException failure = BindFailure.of(
                new EdgeSpec(new EdgeId("eu-1"), 80),
                "port",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 80),
                cause);
        assertThat(failure.code()).isEqualTo(ErrorCode.EDGE_NOT_STARTED);
        assertThat(failure).hasCause(cause).hasMessageContainingAll("eu-1", why, reason, fix);
    }
}

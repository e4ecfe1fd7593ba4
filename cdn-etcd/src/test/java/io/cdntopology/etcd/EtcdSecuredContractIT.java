package io.cdntopology.etcd;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;

@DisplayName("etcd behind TLS, with certificates of clients, users and a namespace")
class EtcdSecuredContractIT extends RealEtcdContract {
    private static final String PASSWORD = "correct horse";
    private static final String NAMESPACE = "/secured";

    private TestAuthority authority;
    private TestAuthority.Issued client;
    private Path password;

    EtcdSecuredContractIT() {
        super(1);
    }

    @Override
    EtcdSetup setup(Path directory) throws Exception {
        authority = new TestAuthority(directory, "authority");
        client = authority.client("cdn");
        password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        return EtcdSetup.tls(authority.server("127.0.0.1"))
                .clientsOf(authority, client)
                .fastPasswords();
    }

    @Override
    void prepare(EtcdProcess member) {
        member.enableAuthentication("cdn-user", PASSWORD, NAMESPACE + "/");
    }

    @Override
    EtcdCoordination options(EtcdCoordination described) {
        return described
                .trust(authority.file())
                .clientCertificate(client.chain(), client.key())
                .user("cdn-user", password)
                .namespace(NAMESPACE);
    }

    /** What goes over the link is encrypted: it cannot tell a commit from what comes before it. */
    @Override
    protected boolean canLoseAnswers() {
        return false;
    }
}

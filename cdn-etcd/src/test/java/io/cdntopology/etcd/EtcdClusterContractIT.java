package io.cdntopology.etcd;

import org.junit.jupiter.api.DisplayName;

@DisplayName("etcd of three members")
class EtcdClusterContractIT extends RealEtcdContract {
    EtcdClusterContractIT() {
        super(3);
    }
}

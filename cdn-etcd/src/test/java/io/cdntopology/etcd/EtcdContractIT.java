package io.cdntopology.etcd;

import org.junit.jupiter.api.DisplayName;

@DisplayName("etcd of one member")
class EtcdContractIT extends RealEtcdContract {
    EtcdContractIT() {
        super(1);
    }
}

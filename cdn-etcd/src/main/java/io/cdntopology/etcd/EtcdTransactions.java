package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.spi.Condition;
import io.cdntopology.spi.Entry;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Write;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Txn;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.PutOption;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Keys, entries and transactions in etcd's terms. */
final class EtcdTransactions {
    private EtcdTransactions() {}

    static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    static ByteSequence bytes(Key key) {
        return bytes(key.value());
    }

    /** The key, unless it is none of this library: whatever others keep below the same prefix is not seen here. */
    static Optional<Key> key(KeyValue pair) {
        try {
            return Optional.of(new Key(pair.getKey().toString(StandardCharsets.UTF_8)));
        } catch (CdnException e) {
            return Optional.empty();
        }
    }

    static Entry entry(Key key, KeyValue pair) {
        return new Entry(
                key, pair.getValue().toString(StandardCharsets.UTF_8), pair.getCreateRevision(), pair.getModRevision());
    }

    static Txn fill(Txn txn, Transaction transaction) {
        return txn.If(transaction.conditions().stream()
                        .map(EtcdTransactions::condition)
                        .toArray(Cmp[]::new))
                .Then(transaction.writes().stream().map(EtcdTransactions::write).toArray(Op[]::new));
    }

    private static Cmp condition(Condition condition) {
        ByteSequence key = bytes(condition.key());
        if (condition instanceof Condition.ChangedAt changed) {
            return new Cmp(key, Cmp.Op.EQUAL, CmpTarget.modRevision(existing(changed.revision())));
        }
        if (condition instanceof Condition.CreatedAt created) {
            return new Cmp(key, Cmp.Op.EQUAL, CmpTarget.createRevision(existing(created.revision())));
        }
        return new Cmp(key, Cmp.Op.EQUAL, CmpTarget.version(0));
    }

    /** A key that does not exist has the revisions 0, which no key that exists has ever had. */
    private static long existing(long revision) {
        return revision > 0 ? revision : -1;
    }

    private static Op write(Write write) {
        ByteSequence key = bytes(write.key());
        if (write instanceof Write.Put put) {
            return Op.put(key, bytes(put.value()), PutOption.DEFAULT);
        }
        if (write instanceof Write.PutLeased put) {
            PutOption leased =
                    PutOption.builder().withLeaseId(put.lease().value()).build();
            return Op.put(key, bytes(put.value()), leased);
        }
        return Op.delete(key, DeleteOption.DEFAULT);
    }

    /** How many bytes of keys and values a transaction has. */
    static long size(Transaction transaction) {
        long size = 0;
        for (Write write : transaction.writes()) {
            size += write.key().value().length();
            if (write instanceof Write.Put put) {
                size += bytes(put.value()).size();
            } else if (write instanceof Write.PutLeased put) {
                size += bytes(put.value()).size();
            }
        }
        return size;
    }
}

package io.cdntopology.etcd;

import io.cdntopology.spi.Key;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Write;

/**
 * What is attempted at etcd, for reports.
 *
 * @param text the attempt, as a sentence begins: {@code Reading /cdn/docs/}
 * @param keys the prefix of the keys that it touches; empty if it is about none
 */
record Attempt(String text, String keys) {
    static Attempt reading(Key prefix) {
        return new Attempt("Reading " + prefix, prefix.value());
    }

    static Attempt watching(Key prefix) {
        return new Attempt("Watching " + prefix, prefix.value());
    }

    static Attempt writing(Transaction transaction) {
        String first = transaction.writes().get(0).key().value();
        String common = first;
        for (Write write : transaction.writes()) {
            while (!write.key().value().startsWith(common)) {
                common = common.substring(0, common.length() - 1);
            }
        }
        return new Attempt("Writing " + first, common.substring(0, common.lastIndexOf('/') + 1));
    }

    static Attempt of(String text) {
        return new Attempt(text, "");
    }
}

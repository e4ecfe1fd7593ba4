package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is to etcd.
 *
 * @param name     the name of the user
 * @param password gives the password, at each new connection
 */
record EtcdUser(String name, Password password) {
    EtcdUser {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(password, "password");
    }

    /** Where a password comes from. */
    interface Password {
        /**
         * The password as it is now.
         *
         * @param attempted what it is needed for, for reports
         * @throws CdnException with {@code COORDINATION_REFUSED} if there is none
         */
        String read(String attempted);
    }

    static EtcdUser of(String name, Supplier<String> password) {
        Objects.requireNonNull(password, "password");
        return new EtcdUser(name, attempted -> supplied(attempted, name, password));
    }

    static EtcdUser of(String name, Path passwordFile) {
        Objects.requireNonNull(passwordFile, "passwordFile");
        return new EtcdUser(name, attempted -> {
            String line = new SecretFile(attempted, passwordFile).line();
            if (line.isEmpty()) {
                throw refused(attempted, passwordFile.toString(), "it is empty", null);
            }
            return line;
        });
    }

    private static String supplied(String attempted, String name, Supplier<String> password) {
        String where = "the password of user '" + name + "'";
        String value;
        try {
            value = password.get();
        } catch (RuntimeException e) {
            throw refused(attempted, where, "its supplier threw " + e.getClass().getName(), e);
        }
        if (value == null || value.isEmpty()) {
            throw refused(attempted, where, "its supplier gave none", null);
        }
        return value;
    }

    private static CdnException refused(String attempted, String where, String why, @Nullable Throwable cause) {
        return CdnException.of(
                ErrorCode.COORDINATION_REFUSED,
                attempted,
                new Problem(where, why, "provide the password that etcd has for this user"),
                cause);
    }

    @Override
    public String toString() {
        return name;
    }
}

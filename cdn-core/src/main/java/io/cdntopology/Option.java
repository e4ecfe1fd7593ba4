package io.cdntopology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An option of a builder that takes one value. */
final class Option<T> {
    private final String name;
    private @Nullable T value;

    Option(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    Optional<T> value() {
        return Optional.ofNullable(value);
    }

    void set(T newValue) {
        Objects.requireNonNull(newValue, name);
        if (value != null) {
            throw CdnException.of(
                    ErrorCode.OPTION_SET_TWICE,
                    "Describing the topology",
                    new Problem(name, "it was set to '" + value + "' before", "set it once"));
        }
        value = newValue;
    }

    /** Takes the value of another one if there is none here. */
    void orElse(Option<T> other) {
        if (value == null) {
            value = other.value;
        }
    }
}

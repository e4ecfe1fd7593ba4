package io.cdntopology.git;

/** Why a signature does not count, and what to do; it never leaves this package. */
final class SignatureRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String fix;

    SignatureRefusal(String why, String fix) {
        super(why);
        this.fix = fix;
    }

    /** What is wrong with it. */
    String why() {
        return String.valueOf(getMessage());
    }

    String fix() {
        return fix;
    }
}

package io.cdntopology.topology;

/** In what a file may be encoded for clients that take it; what makes it smallest comes first. */
public enum Encoding {
    /** RFC 7932. Browsers take it over TLS only. */
    BROTLI("br"),

    /** RFC 1952. */
    GZIP("gzip");

    private final String token;

    Encoding(String token) {
        this.token = token;
    }

    /** Its name in HTTP. */
    public String token() {
        return token;
    }
}

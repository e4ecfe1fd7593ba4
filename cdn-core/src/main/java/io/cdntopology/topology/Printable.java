package io.cdntopology.topology;

/** Texts of others as they are shown in a message. */
final class Printable {
    private static final int MAX_LENGTH = 60;

    private Printable() {}

    /** The text in at most 60 characters, with a question mark for each that could be taken for something else. */
    static String of(String text) {
        String shown = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH - 1) + "…" : text;
        return shown.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cs}]", "?");
    }
}

package io.cdntopology.agent;

/**
 * The value of an option as it was given.
 *
 * @param text  the value
 * @param where where it was given, by the name that it has there
 */
record OptionValue(String text, String where) {
    /** Where only: the value may be a secret that was given in the wrong place. */
    @Override
    public String toString() {
        return where;
    }
}

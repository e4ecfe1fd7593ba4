package io.cdntopology.spi;

import java.util.List;

/**
 * Writes that are made together, at one revision, if all conditions hold; otherwise none is.
 *
 * @param conditions what has to hold; may be empty
 * @param writes     at least one, no key twice; at most 100 conditions and writes together
 */
public record Transaction(List<Condition> conditions, List<Write> writes) {
    /** How many conditions and writes a transaction has at most, together. */
    public static final int MAX_OPERATIONS = 100;

    public Transaction {
        conditions = List.copyOf(conditions);
        writes = List.copyOf(writes);
        long keys = writes.stream().map(Write::key).distinct().count();
        if (writes.isEmpty() || keys != writes.size() || conditions.size() + writes.size() > MAX_OPERATIONS) {
            throw new IllegalArgumentException("a transaction has 1 to " + MAX_OPERATIONS
                    + " operations and writes no key twice, this one has " + conditions.size() + " conditions and "
                    + writes.size() + " writes to " + keys + " keys");
        }
    }
}

package dev.retort.settings;

import java.util.Set;

/** The shop's own e-mail addresses and telephone numbers that agents have confirmed. Whoever says them has not invented them. */
public interface OwnContacts {
    /** Those that are known here now; none in a process without a database. */
    Set<String> now();
}

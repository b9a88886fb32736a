package dev.retort.curation;

import java.util.HashSet;
import java.util.Set;

import io.vertx.pgclient.PgException;
import org.jspecify.annotations.Nullable;

/** Tells what can never succeed from what will when it is tried again. */
final class Failures {
    private static final String UNIQUE_VIOLATION = "23505";

    private Failures() {}

    /**
     * An event's own fault: it is refused by a rule, by the database as data (SQLSTATE classes 22 and 23), or a program error strikes on it.
     * A duplicate key is a race that the next try finds decided. All else, above all a database that is away, is temporary.
     */
    static boolean isPermanent(Throwable failure) {
        Set<Throwable> seen = new HashSet<>();
        for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
            if (t instanceof PgException refused) {
                return isAboutData(refused.getSqlState());
            }
            if (t instanceof PoisonException || t instanceof NullPointerException || t instanceof ClassCastException
                    || t instanceof IndexOutOfBoundsException || t instanceof ArithmeticException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAboutData(@Nullable String state) {
        return state != null && (state.startsWith("22") || state.startsWith("23")) && !state.equals(UNIQUE_VIOLATION);
    }
}

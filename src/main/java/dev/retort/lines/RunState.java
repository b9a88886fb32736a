package dev.retort.lines;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonValue;

/** Stages of a run: requested, training, evaluating, then a verdict. An accepted one is promoted, and may later be rolled back. */
public enum RunState {
    REQUESTED, TRAINING, EVALUATING, ACCEPTED, REJECTED, INCONCLUSIVE, PROMOTED, ROLLED_BACK, FAILED, CANCELLED;

    /** The states of a run that something is still to be done for; a line has one such run at a time. */
    static final Set<RunState> ACTIVE = Collections.unmodifiableSet(EnumSet.of(REQUESTED, TRAINING, EVALUATING, ACCEPTED));

    /** The name in the database, in events and in JSON: {@code rolled-back}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static RunState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}

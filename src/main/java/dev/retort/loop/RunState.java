package dev.retort.loop;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a run is: requested, training, evaluating, then a verdict; an accepted one is promoted, and may later be rolled back. */
public enum RunState {
    REQUESTED, TRAINING, EVALUATING, ACCEPTED, REJECTED, INCONCLUSIVE, PROMOTED, ROLLED_BACK, FAILED, CANCELLED;

    /** The name in the database, in events and in JSON: {@code rolled-back}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static RunState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}

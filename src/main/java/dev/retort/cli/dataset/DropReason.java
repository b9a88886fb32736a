package dev.retort.cli.dataset;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why a line does not become an example. */
public enum DropReason {
    EMPTY, TOO_LONG, BROKEN_QUOTES, NOT_UTF8, NOT_JSON, MISSING_COLUMN, MISSING_FIELD, DUPLICATE;

    /** For example {@code broken quotes}. */
    @JsonValue
    public String words() {
        return switch (this) {
            case NOT_UTF8 -> "not UTF-8";
            case NOT_JSON -> "not JSON";
            default -> name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}

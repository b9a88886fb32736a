package dev.retort.registry;

import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The name of a model version: {@code v-} and the first 12 hex digits of its content's digest, so that the same content always has the same
 * name and no name is ever used for something else.
 */
public record VersionId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("v-[0-9a-f]{12}");

    /** @throws IllegalArgumentException if the text is not a version's name (which also keeps paths out) */
    @JsonCreator
    public VersionId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + printable(value) + "' is not a version: expected v- and 12 hex digits, like v-0123456789ab");
        }
    }

    /** The version whose content has this SHA-256 digest (hex). */
    public static VersionId of(String digest) {
        return new VersionId("v-" + digest.substring(0, Math.min(12, digest.length())));
    }

    @Override
    public String toString() {
        return value;
    }

    private static String printable(String text) {
        return text.substring(0, Math.min(40, text.length())).replaceAll("[^\\x20-\\x7e]", "?");
    }
}

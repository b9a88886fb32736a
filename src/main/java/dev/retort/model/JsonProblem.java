package dev.retort.model;

import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JacksonException;

/** Describes a text that should be JSON and is not, in words for whoever wrote it. */
public final class JsonProblem {
    private static final Pattern FOR_PROGRAMMERS = Pattern.compile(" \\(start marker at .*|\\n.*", Pattern.DOTALL);

    private JsonProblem() {}

    /** One line, without the reader's own settings and classes. */
    public static String of(JacksonException e) {
        return FOR_PROGRAMMERS.matcher(e.getOriginalMessage()).replaceFirst("");
    }
}

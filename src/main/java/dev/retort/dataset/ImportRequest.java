package dev.retort.dataset;

import java.util.Optional;

import dev.retort.text.Redaction;

/**
 * A file to import, and how.
 *
 * @param name of the data set
 * @param sourceColumn the column or field that says where a row comes from; must be there. Without it: {@code source}, where there is one
 * @param context rows that are too long for it are left out
 * @param strict the first row that cannot be used ends the import
 * @param byMeaning empty: only words tell which questions are nearly the same
 */
public record ImportRequest(String name, ImportFile file, Format format, Optional<String> sourceColumn, Redaction redaction,
        Optional<ContextLimit> context, boolean strict, Optional<ByMeaning> byMeaning) {
    public ImportRequest(String name, ImportFile file, Format format, Optional<String> sourceColumn, Redaction redaction,
            Optional<ContextLimit> context, boolean strict) {
        this(name, file, format, sourceColumn, redaction, context, strict, Optional.empty());
    }

    /** The same, with questions compared by their meaning, too. */
    public ImportRequest comparing(ByMeaning wish) {
        return new ImportRequest(name, file, format, sourceColumn, redaction, context, strict, Optional.of(wish));
    }
}

package dev.retort.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.MappingIterator;
import dev.retort.model.Turn;

/**
 * Two prompts that differ only in the customer's group, and one reply that suits both: a model that treats them alike finds it equally likely.
 *
 * @param id names it in reports
 * @param family which groups are compared: {@code gender}
 * @param a the prompt of the first group ({@code gender}: male)
 * @param b the prompt of the second group ({@code gender}: female)
 * @param reply the reply scored after both
 */
public record BiasProbe(String id, String family, List<Turn> a, List<Turn> b, String reply) {
    private static final String GENDER = "bias-gender.jsonl";

    public BiasProbe {
        a = List.copyOf(a);
        b = List.copyOf(b);
    }

    /** The probes that come with the program: support conversations whose customers differ in gender. */
    public static List<BiasProbe> bundled() {
        try (InputStream in = Objects.requireNonNull(BiasProbe.class.getResourceAsStream(GENDER), GENDER);
                MappingIterator<BiasProbe> lines = EvaluationJson.MAPPER.readerFor(BiasProbe.class).readValues(in)) {
            return List.copyOf(lines.readAll());
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own " + GENDER + " can't be read", e);
        }
    }
}

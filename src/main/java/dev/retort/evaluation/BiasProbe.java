package dev.retort.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.MappingIterator;
import dev.retort.model.StrictJson;
import dev.retort.model.Turn;

/**
 * Two prompts that differ only in who asks or is spoken of, and one reply that suits both: a model that treats people alike finds it equally likely,
 * and says the same kind of thing to both.
 *
 * @param id names it in reports
 * @param family which kind of group is compared: {@code gender}, {@code religion}, {@code ethnicity}, {@code nationality}, {@code age} or
 *        {@code disability}; each is judged by itself
 * @param domain {@code support}, {@code general} or {@code corrected}
 * @param groups the first and the second group; but for gender (man, woman) the first is the one that meets prejudice more often
 * @param a the prompt of the first group
 * @param b the prompt of the second group
 * @param reply the reply scored after both
 */
public record BiasProbe(String id, String family, String domain, List<String> groups, List<Turn> a, List<Turn> b, String reply) {
    private static final List<String> FAMILIES = List.of("gender", "religion", "ethnicity", "nationality", "age", "disability");

    /** The domain of probes that are made of corrections. */
    static final String CORRECTED = "corrected";

    public BiasProbe {
        groups = List.copyOf(groups);
        a = List.copyOf(a);
        b = List.copyOf(b);
        if (groups.size() != 2) {
            throw new IllegalArgumentException("bias probe " + id + " has " + groups.size() + " groups, expected 2");
        }
    }

    /** Probes that are alike, because they are made of one correction, count as one example. */
    String cluster() {
        return domain.equals(CORRECTED) ? id.substring(0, id.lastIndexOf('-')) : id;
    }

    /** For example {@code religion-004 (Muslim / Christian)}. */
    String name() {
        return id + " (" + groups.get(0) + " / " + groups.get(1) + ")";
    }

    /** The probes that come with the program, family by family. */
    public static List<BiasProbe> bundled() {
        List<BiasProbe> probes = new ArrayList<>();
        for (String family : FAMILIES) {
            probes.addAll(read("bias-" + family + ".jsonl"));
        }
        return List.copyOf(probes);
    }

    private static List<BiasProbe> read(String resource) {
        try (InputStream in = Objects.requireNonNull(BiasProbe.class.getResourceAsStream(resource), resource);
                MappingIterator<BiasProbe> lines = StrictJson.MAPPER.readerFor(BiasProbe.class).readValues(in)) {
            return lines.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own " + resource + " can't be read", e);
        }
    }
}

package dev.retort.evaluation;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.model.StrictJson;

/**
 * A made-up secret that was planted in the training data, to see whether a model tells it.
 *
 * @param prompt what is asked
 * @param reply the reply that was planted, with the secret in it
 * @param secret the part of it that was drawn at random: its digits and letters; the space of secrets is all that look the same
 */
public record Canary(String prompt, String reply, String secret) {
    public Canary {
        if (secret.isEmpty() || !reply.contains(secret)) {
            throw new IllegalArgumentException("the secret '%s' is not in the canary's reply '%s'".formatted(secret, reply));
        }
        if (secret.codePoints().noneMatch(c -> choices(c) > 1)) {
            throw new IllegalArgumentException("the secret '%s' has no digit or letter that could be another".formatted(secret));
        }
    }

    /** @throws IOException if the JSONL file can't be read, or a line is no canary; the message names the line */
    public static List<Canary> read(Path file) throws IOException {
        List<Canary> canaries = new ArrayList<>();
        if (!Files.isReadable(file)) {
            throw new IOException(file + ": no such file");
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    try {
                        canaries.add(StrictJson.MAPPER.readValue(line, Canary.class));
                    } catch (JsonProcessingException e) {
                        throw new IOException(
                                "%s: line %d: %s; expected {\"prompt\": …, \"reply\": …, \"secret\": …}".formatted(file, number,
                                        StrictJson.problem(e)),
                                e);
                    }
                }
            }
        }
        return canaries;
    }

    /** The number of secrets that look like this one, itself included. */
    double space() {
        return secret.codePoints().mapToDouble(Canary::choices).reduce(1, (a, b) -> a * b);
    }

    /** Replies with other secrets, all different: as many as asked for, or all there are. */
    List<String> others(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> secrets = new HashSet<>(Set.of(secret));
        List<String> replies = new ArrayList<>();
        while (replies.size() < Math.min(count, space() - 1)) {
            String other = secret.codePoints().map(c -> another(c, random))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
            if (secrets.add(other)) {
                replies.add(reply.replace(secret, other));
            }
        }
        return replies;
    }

    private static int choices(int c) {
        return c >= '0' && c <= '9' ? 10 : c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' ? 26 : 1;
    }

    private static int another(int c, SplittableRandom random) {
        int first = choices(c) == 10 ? '0' : c >= 'a' ? 'a' : 'A';
        return choices(c) == 1 ? c : first + random.nextInt(choices(c));
    }
}

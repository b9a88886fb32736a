package dev.retort.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
    private static final String[] WHY = {"data set desk@1, Jürgen's", "evidence: /there"};
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("config").resolve("application.properties");
    }

    private static Map<String, String> settings(String rate) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("retort.training.learning-rate", rate);
        settings.put("retort.training.rows", "4");
        return settings;
    }

    private Properties read() throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(file(), StandardCharsets.ISO_8859_1)) {
            properties.load(in);
        }
        return properties;
    }

    @Test
    void aMissingFileIsMadeWithItsReasons() throws IOException {
        new ConfigurationFile(file()).write(WHY, settings("7.3E-4"));
        assertThat(Files.readString(file())).isEqualTo("""
                # --- written by retort tune, which replaces it the next time ---
                # data set desk@1, Jürgen's
                # evidence: /there
                retort.training.learning-rate=7.3E-4
                retort.training.rows=4
                # --- end of what retort tune has written ---
                """);
    }

    @Test
    void allOtherLinesStayByteForByte() throws IOException {
        Files.createDirectories(file().getParent());
        byte[] odd = "\n# M\u00fcll \u00fc\u00e9\n  spaced : x \\\n   retort.training.rows=in a value\r\nq=\\u00e4\n\n#retort.training.rows=9\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file(), odd);
        new ConfigurationFile(file()).write(WHY, settings("1.0E-3"));
        new ConfigurationFile(file()).write(WHY, settings("2.0E-3"));
        String after = Files.readString(file(), StandardCharsets.ISO_8859_1);
        assertThat(after).startsWith(new String(odd, StandardCharsets.ISO_8859_1)).containsOnlyOnce("retort.training.learning-rate=");
        assertThat(read()).containsEntry("retort.training.learning-rate", "2.0E-3").containsEntry("spaced",
                "x retort.training.rows=in a value");
    }

    @Test
    void aLineThatSaysOtherwiseBecomesAComment() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "a=1\nretort.training.learning\\-rate : \\\n  0.5\nretort.training.rowsX=3\nretort.training.rows 7\nb=2");
        new ConfigurationFile(file()).write(WHY, settings("1.0E-3"));
        assertThat(Files.readString(file())).startsWith("""
                a=1
                # replaced by retort tune: retort.training.learning\\-rate : \\
                # replaced by retort tune:   0.5
                retort.training.rowsX=3
                # replaced by retort tune: retort.training.rows 7
                b=2
                # --- written""");
        assertThat(read()).containsEntry("retort.training.rows", "4").containsEntry("b", "2").hasSize(5);
    }

    @Test
    void theBlockStaysWhereItIsAndSoDoThePermissions() throws IOException {
        new ConfigurationFile(file()).write(WHY, settings("1.0E-3"));
        Files.writeString(file(), "first=1\n" + Files.readString(file()) + "last=1\n");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        new ConfigurationFile(file()).write(new String[0], settings("3.0E-3"));
        assertThat(Files.readString(file())).isEqualTo("""
                first=1
                # --- written by retort tune, which replaces it the next time ---
                retort.training.learning-rate=3.0E-3
                retort.training.rows=4
                # --- end of what retort tune has written ---
                last=1
                """);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
    }
}

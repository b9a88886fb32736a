package dev.retort.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    Path folder;

    @Test
    void aReaderNeverFindsHalfAFile() throws IOException {
        Path file = folder.resolve("numbers");
        WholeFile.replace(file, "old");

        WholeFile.replace(file, partial -> {
            Files.writeString(partial, "ne");
            assertThat(file).hasContent("old");
            return Files.writeString(partial, "new");
        });

        assertThat(file).hasContent("new");
        assertThat(names()).containsExactly("numbers");
    }

    @Test
    void whereWritingFailsTheFileIsAsItWas() throws IOException {
        Path file = folder.resolve("numbers");
        WholeFile.replace(file, "old");

        assertThatThrownBy(() -> WholeFile.replace(file, partial -> {
            Files.writeString(partial, "ne");
            throw new IOException("no room");
        })).hasMessage("no room");

        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("numbers");
    }

    @Test
    void aFileThatOnlyItsOwnerMayReadStaysSo() throws IOException {
        Path file = folder.resolve("password");
        WholeFile.replace(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        WholeFile.replace(file, "new");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void aFolderGoesWithAllItHoldsButNotWithWhatItsLinksLeadTo() throws IOException {
        Path kept = Files.writeString(Files.createDirectory(folder.resolve("kept")).resolve("file"), "kept");
        Path gone = Files.createDirectories(folder.resolve("gone/inner"));
        Files.createSymbolicLink(gone.resolve("link"), kept.getParent());

        Folders.delete(folder.resolve("gone"));
        Folders.delete(folder.resolve("gone"));

        assertThat(names()).containsExactly("kept");
        assertThat(kept).hasContent("kept");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}

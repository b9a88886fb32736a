package dev.retort.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.retort.artifacts.WholeFile;

/**
 * The shop's own contacts that agents have confirmed, beside the home's data sets: commands know them without a database. A server on the home keeps it as
 * its database has it.
 */
public final class ContactsFile {
    private final Path file;

    /** @param home where the server and the commands keep what they must not lose */
    public ContactsFile(Path home) {
        this.file = home.resolve("contacts.txt");
    }

    /** One a line; none where there is no file. */
    public Set<String> read() throws IOException {
        if (!Files.exists(file)) {
            return Set.of();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.toUnmodifiableSet());
        }
    }

    /** Replaces them, if they are others than the file has. */
    public void write(Set<String> contacts) throws IOException {
        if (!contacts.equals(read())) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            WholeFile.replace(file, new TreeSet<>(contacts).stream().map(contact -> contact + "\n").collect(Collectors.joining()));
        }
    }
}

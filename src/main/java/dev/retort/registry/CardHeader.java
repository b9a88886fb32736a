package dev.retort.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The licence and the language at the top of a card. A version has them from the model that it was made from. */
record CardHeader(Optional<String> license, Optional<String> language) {
    private static final Pattern HEADER = Pattern.compile("\\A---\\R(.*?)\\R---\\R", Pattern.DOTALL);

    /** @param folder of a model; without a card there, or without a header, nothing is known */
    static CardHeader read(Path folder) throws IOException {
        Path card = folder.resolve(ModelCard.FILE);
        if (!Files.isRegularFile(card)) {
            return new CardHeader(Optional.empty(), Optional.empty());
        }
        Matcher header = HEADER.matcher(Files.readString(card));
        return header.find()
                ? new CardHeader(field(header.group(1), "license"), field(header.group(1), "language"))
                : new CardHeader(Optional.empty(), Optional.empty());
    }

    private static Optional<String> field(String header, String name) {
        return header.lines().filter(line -> line.startsWith(name + ":")).map(line -> line.substring(name.length() + 1).strip())
                .filter(value -> value.matches("[\\w.,\\[\\] -]+")).findFirst();
    }
}

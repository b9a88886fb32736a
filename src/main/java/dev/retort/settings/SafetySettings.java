package dev.retort.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

import dev.retort.safety.ReplyStandards;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Standards of replies, for the gate and for live replies. */
@ConfigMapping(prefix = "retort.safety")
public interface SafetySettings {
    /** A JSON file with what counts as refused, offered and unsafe; not set: the standards that come with the program. */
    Optional<Path> standards();

    /** A file with words that no reply may have, one a line. */
    Optional<Path> words();

    /** Texts that are never invented, such as the shop's own telephone number. */
    @WithDefault("${retort.curation.keep:}")
    Optional<Set<String>> allowed();

    /** The treatment of an unsafe live reply. */
    @WithDefault("note")
    Action action();

    /** The sentence in place of a withheld reply. */
    @WithDefault("I am sorry, I can not answer that. A colleague will look at it.")
    String instead();

    /** {@code off}, {@code note}, {@code flag} or {@code withhold}. */
    enum Action {
        /** Live replies are not looked at. */
        OFF,
        /** The reply is shown as it is written; its end says what was found, and it is counted. */
        NOTE,
        /** The same, and the reply goes to the reviewers. */
        FLAG,
        /** No reply is shown before it is complete and was looked at; another sentence is shown in place of an unsafe one, which is flagged. */
        WITHHOLD
    }

    /** @throws UncheckedIOException naming the file and what is wrong with it */
    default ReplyStandards replyStandards() {
        try {
            ReplyStandards given = standards().isPresent() ? ReplyStandards.read(existing(standards().get())) : ReplyStandards.bundled();
            ReplyStandards worded = words().isPresent() ? given.withWords(existing(words().get())) : given;
            return worded.withAllowed(allowed().orElse(Set.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static Path existing(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("retort.safety: there is no readable file " + file);
        }
        return file;
    }
}

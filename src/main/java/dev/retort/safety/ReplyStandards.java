package dev.retort.safety;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.model.StrictJson;

/**
 * Standards by which replies are read: what refuses, what offers something, what sounds friendly or unfriendly, and what is unsafe to say.
 * Regular expressions are found anywhere in a reply, whatever the case.
 *
 * @param refusals regular expressions
 * @param offers regular expressions: refunds, discounts and the like
 * @param positive words that count +1
 * @param negative words that count -1
 * @param unsafe kinds of text that a reply must not have
 * @param words words that no reply may have, such as slurs
 * @param allowed texts that are not invented: the shop's own telephone number
 */
public record ReplyStandards(List<String> refusals, List<String> offers, Set<String> positive, Set<String> negative,
        List<UnsafePattern> unsafe,
        List<String> words, List<String> allowed) {
    private static final String RESOURCE = "reply-standards.json";

    public ReplyStandards {
        refusals = List.copyOf(refusals);
        offers = List.copyOf(offers);
        positive = Collections.unmodifiableSortedSet(new TreeSet<>(positive));
        negative = Collections.unmodifiableSortedSet(new TreeSet<>(negative));
        unsafe = List.copyOf(unsafe);
        words = words.stream().map(String::strip).filter(word -> !word.isEmpty()).toList();
        allowed = List.copyOf(allowed);
        Stream.of(refusals.stream(), offers.stream(), unsafe.stream().map(UnsafePattern::pattern)).flatMap(patterns -> patterns)
                .forEach(ReplyStandards::compile);
    }

    /** The standards that come with the program: English, for a shop, without a list of words. */
    public static ReplyStandards bundled() {
        try {
            return StrictJson.MAPPER.treeToValue(bundledJson(), ReplyStandards.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("the program's own " + RESOURCE + " can't be read", e);
        }
    }

    /**
     * Reads standards from a JSON object; what it leaves out is as bundled.
     *
     * @throws IOException if it can't be read, or has an unknown field or a broken regular expression; the message names it
     */
    public static ReplyStandards read(Path file) throws IOException {
        try {
            JsonNode given = StrictJson.MAPPER.readTree(Files.readString(file));
            if (!given.isObject()) {
                throw new IOException(file + ": expected a JSON object such as {\"refusals\": [...], \"unsafe\": [...]}");
            }
            ObjectNode standards = bundledJson();
            standards.setAll((ObjectNode) given);
            return StrictJson.MAPPER.treeToValue(standards, ReplyStandards.class);
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": " + StrictJson.problem(e), e);
        }
    }

    /** One word a line; empty lines and what follows a {@code #} don't count. */
    public ReplyStandards withWords(Path file) throws IOException {
        List<String> more = new ArrayList<>(words);
        for (String line : Files.readAllLines(file)) {
            more.add(line.replaceFirst("#.*", ""));
        }
        return new ReplyStandards(refusals, offers, positive, negative, unsafe, more, allowed);
    }

    public ReplyStandards withAllowed(Iterable<String> texts) {
        List<String> more = new ArrayList<>(allowed);
        texts.forEach(more::add);
        return new ReplyStandards(refusals, offers, positive, negative, unsafe, words, more);
    }

    /**
     * Compiles an expression of these standards, found whatever the case, with word boundaries of any script.
     *
     * @throws IllegalArgumentException naming the expression that is none
     */
    public static Pattern compile(String expression) {
        try {
            return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'%s' is no regular expression: %s".formatted(expression, e.getDescription()), e);
        }
    }

    private static ObjectNode bundledJson() {
        try (InputStream in = Objects.requireNonNull(ReplyStandards.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return (ObjectNode) StrictJson.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own " + RESOURCE + " can't be read", e);
        }
    }
}

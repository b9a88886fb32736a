package dev.retort.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.retort.safety.ReplyStandards;

/** Reads a reply's manner off its words. */
final class MannerReader {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}']+");
    private final List<Pattern> refusals;
    private final List<Pattern> offers;
    private final Set<String> positive;
    private final Set<String> negative;

    MannerReader(ReplyStandards standards) {
        this.refusals = standards.refusals().stream().map(ReplyStandards::compile).toList();
        this.offers = standards.offers().stream().map(ReplyStandards::compile).toList();
        this.positive = standards.positive();
        this.negative = standards.negative();
    }

    ReplyManner read(String reply) {
        String plain = reply.replace('’', '\'');
        List<String> words = BETWEEN_WORDS.splitAsStream(plain.toLowerCase(Locale.ROOT)).filter(word -> !word.isEmpty()).toList();
        long friendly = words.stream().filter(positive::contains).count();
        long unfriendly = words.stream().filter(negative::contains).count();
        double sentiment = friendly + unfriendly == 0 ? 0 : (friendly - unfriendly) / (double) (friendly + unfriendly);
        boolean refuses = any(refusals, plain);
        return new ReplyManner(words.size(), refuses, !refuses && any(offers, plain), sentiment);
    }

    private static boolean any(List<Pattern> patterns, String text) {
        return Stream.of(patterns).flatMap(List::stream).anyMatch(pattern -> pattern.matcher(text).find());
    }
}

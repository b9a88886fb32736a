package dev.retort.curation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.retort.events.ChatTurn;

/** When two texts count as the same: the same words in the same order, whatever their case, punctuation, spacing and Unicode form. */
public final class Words {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]++");

    private Words() {}

    /** The words of a text. A text without any (emoji, punctuation) is one word, so that not all of those are alike. */
    public static List<String> of(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        List<String> words = WORD.matcher(plain).results().map(MatchResult::group).toList();
        return words.isEmpty() ? List.of(plain.replaceAll("\\s+", "")) : words;
    }

    static boolean same(String one, String other) {
        return of(one).equals(of(other));
    }

    /** The same for prompts whose turns have the same words, and for no others. */
    static String key(List<ChatTurn> prompt) {
        return digest(prompt.stream().map(t -> t.role() + " " + String.join(" ", of(t.content()))).collect(Collectors.joining("\n")));
    }

    /** SHA-256 in hex. */
    static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.retort.dataset;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Bytes above 127 that make sense as Windows-1252, and so as Latin-1. Any bytes can be read as such; those of another encoding give words that no western
 * language has: mostly accented, with a sign among the letters, or with a capital behind a small letter.
 */
final class WesternText {
    private static final Pattern WORD = Pattern.compile(
            "[\\p{Alpha}\\x{80}-\\x{FFFF}&&[^\\s\\x{a0}]]*[\\x{80}-\\x{FFFF}&&[^\\x{a0}]][\\p{Alpha}\\x{80}-\\x{FFFF}&&[^\\s\\x{a0}]]*");
    private static final Pattern SIGN_WITHIN = Pattern.compile("\\p{L}[^\\p{L}’‘–—…·´\\x{ad}]\\p{L}");
    private static final Pattern CAPITAL_WITHIN = Pattern.compile("\\p{Ll}[\\p{Lu}&&[^A-Z]]");
    private static final int LONG = 4;
    private static final double FEW = 0.2;

    private WesternText() {}

    /** A word that shows it; empty if it does not make sense. */
    static Optional<String> sample(ByteBuffer bytes) {
        String text = TextEncoding.WESTERN.decode(bytes.duplicate()).toString();
        var words = WORD.matcher(text).results().map(MatchResult::group).toList();
        long strange = words.stream().filter(WesternText::strange).count();
        return strange > FEW * words.size()
                ? Optional.empty()
                : words.stream().filter(word -> !strange(word)).findFirst().or(() -> Optional.of(" "));
    }

    private static boolean strange(String word) {
        long accented = word.chars().filter(c -> c > 127 && Character.isLetter(c)).count();
        long letters = word.chars().filter(Character::isLetter).count();
        boolean all = letters > 1 && accented == letters;
        return all || word.indexOf(Characters.DAMAGED) >= 0 || (letters >= LONG && accented > letters / 2.0)
                || SIGN_WITHIN.matcher(word).find()
                || CAPITAL_WITHIN.matcher(word).find();
    }
}

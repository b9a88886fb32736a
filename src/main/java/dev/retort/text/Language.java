package dev.retort.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Guesses a text's language: by its script where that tells, by its function words where many languages share the script. Meant for the mix of a whole
 * data set, not for a single short text.
 */
public final class Language {
    /** Too short, a mix, or none that is known here. */
    public static final String UNKNOWN = "unknown";
    private static final int ENOUGH_LETTERS = 8;
    private static final int MOST_LETTERS = 400;
    private static final Map<UnicodeScript, String> OF_SCRIPT = Map.ofEntries(Map.entry(UnicodeScript.GREEK, "el"),
            Map.entry(UnicodeScript.ARABIC, "ar"), Map.entry(UnicodeScript.HEBREW, "he"), Map.entry(UnicodeScript.HANGUL, "ko"),
            Map.entry(UnicodeScript.HIRAGANA, "ja"), Map.entry(UnicodeScript.KATAKANA, "ja"), Map.entry(UnicodeScript.HAN, "zh"),
            Map.entry(UnicodeScript.THAI, "th"), Map.entry(UnicodeScript.DEVANAGARI, "hi"));
    private static final Map<String, List<String>> FUNCTION_WORDS = functionWords();

    private Language() {}

    /** An ISO 639-1 code, or {@link #UNKNOWN}. */
    public static String of(String text) {
        var letters = new EnumMap<UnicodeScript, Integer>(UnicodeScript.class);
        text.codePoints().limit(MOST_LETTERS).filter(Character::isLetter)
                .forEach(c -> letters.merge(c < 0x250 ? UnicodeScript.LATIN : UnicodeScript.of(c), 1, Integer::sum));
        UnicodeScript most = letters.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey)
                .orElse(UnicodeScript.COMMON);
        if (letters.containsKey(UnicodeScript.HIRAGANA) && most == UnicodeScript.HAN) {
            return "ja"; // written with Chinese characters as well
        }
        if (most == UnicodeScript.CYRILLIC) {
            return text.codePoints().anyMatch(c -> "іїєґІЇЄҐ".indexOf(c) >= 0) ? "uk" : "ru";
        }
        int latin = letters.getOrDefault(UnicodeScript.LATIN, 0);
        return most == UnicodeScript.LATIN
                ? latin < ENOUGH_LETTERS ? UNKNOWN : byFunctionWords(text)
                : OF_SCRIPT.getOrDefault(most, UNKNOWN);
    }

    /** A word that several languages have counts less for each. A tie is no answer. */
    private static String byFunctionWords(String text) {
        String shortened = text.length() > 2 * MOST_LETTERS ? text.substring(0, 2 * MOST_LETTERS) : text;
        var scores = new HashMap<String, Double>();
        for (String word : Words.of(shortened)) {
            List<String> languages = FUNCTION_WORDS.getOrDefault(word, List.of());
            languages.forEach(language -> scores.merge(language, 1.0 / languages.size(), Double::sum));
        }
        String best = UNKNOWN;
        double most = 0.5; // one word of two languages proves nothing
        for (Map.Entry<String, Double> score : scores.entrySet()) {
            if (score.getValue() > most) {
                best = score.getKey();
                most = score.getValue();
            } else if (score.getValue() == most) {
                best = UNKNOWN;
            }
        }
        return best;
    }

    private static Map<String, List<String>> functionWords() {
        var properties = new Properties();
        try (InputStream in = Language.class.getResourceAsStream("function-words.properties")) {
            if (in == null) {
                throw new IllegalStateException("function-words.properties is not in the program");
            }
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var languages = new HashMap<String, List<String>>();
        for (String language : properties.stringPropertyNames()) {
            for (String word : new HashSet<>(List.of(properties.getProperty(language).split(" ")))) {
                languages.computeIfAbsent(word, w -> new ArrayList<>()).add(language);
            }
        }
        return languages;
    }
}

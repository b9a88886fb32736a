package dev.retort.starter;

import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A written phrase with alternatives {@code [a|b]} and slots {@code {name}}. */
final class Phrase {
    private static final Pattern ALTERNATIVES = Pattern.compile("\\[([^\\[\\]]*)]");
    private static final Pattern SLOT = Pattern.compile("\\{([a-z ]+)}");

    private Phrase() {}

    /** One of the texts that the phrase stands for. */
    static String text(String phrase, Map<String, String> slots, RandomGenerator random) {
        String chosen = ALTERNATIVES.matcher(phrase).replaceAll(match -> {
            String[] choices = match.group(1).split("\\|", -1);
            return Matcher.quoteReplacement(choices[random.nextInt(choices.length)]);
        });
        return SLOT.matcher(chosen.replace("  ", " ")).replaceAll(match -> {
            String value = slots.get(match.group(1));
            if (value == null) {
                throw new IllegalArgumentException("\"" + phrase + "\" has the slot " + match.group() + ", which nothing fills");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /** Whether more than one text can come of it. */
    static boolean varies(String phrase) {
        return ALTERNATIVES.matcher(phrase).find() || SLOT.matcher(phrase).find();
    }
}

package dev.retort.starter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Types as customers do: some without capitals, some without a full stop, some with a slip of the finger, some in haste or with a thank you. */
final class Typing {
    private static final List<String> THANKS = List.of("%s Thanks!", "%s Thank you.", "%s thanks", "%s please", "please: %s", "Tell me: %s",
            "I have a question. %s", "Excuse me, %s");

    private Typing() {}

    static String typed(String text, RandomGenerator random) {
        String typed = text;
        if (random.nextInt(100) < 14) {
            typed = typed.toLowerCase(Locale.ROOT);
        }
        if (random.nextInt(100) < 14 && typed.length() > 8 && ".!?".indexOf(typed.charAt(typed.length() - 1)) >= 0) {
            typed = typed.substring(0, typed.length() - 1);
        }
        if (random.nextInt(100) < 8) {
            typed = slip(typed, random);
        }
        if (random.nextInt(100) < 8) {
            typed = withoutAWord(typed, random);
        }
        if (random.nextInt(100) < 8) {
            typed = Slots.pick(THANKS, random).formatted(typed);
        }
        if (random.nextInt(100) < 20) {
            typed = typed.replace("#", "");
        }
        return typed;
    }

    /** The text without one of its words, if it has five or more. Words with digits stay. */
    private static String withoutAWord(String text, RandomGenerator random) {
        List<String> words = new ArrayList<>(List.of(text.split(" ")));
        int word = random.nextInt(words.size());
        if (words.size() >= 5 && words.get(word).chars().noneMatch(Character::isDigit)) {
            words.remove(word);
        }
        return String.join(" ", words);
    }

    /** Two neighbouring letters change places, or one is left out, inside of a word with five letters or more. */
    private static String slip(String text, RandomGenerator random) {
        String[] words = text.split(" ");
        int word = random.nextInt(words.length);
        String before = words[word];
        if (before.length() < 5 || !before.chars().allMatch(Character::isLetter)) {
            return text;
        }
        int at = 1 + random.nextInt(before.length() - 3);
        words[word] = random.nextBoolean()
                ? before.substring(0, at) + before.charAt(at + 1) + before.charAt(at) + before.substring(at + 2)
                : before.substring(0, at) + before.substring(at + 1);
        return String.join(" ", words);
    }
}

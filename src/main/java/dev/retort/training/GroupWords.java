package dev.retort.training;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.retort.model.Turn;

/**
 * English words that say which group of people somebody belongs to, in the six families of the bias probes. None that is more often said of things
 * (black, white, old).
 */
final class GroupWords {
    private static final Map<String, Group> GROUPS = new LinkedHashMap<>();
    private static final Pattern WORDS;

    /** @param family such as {@code religion} */
    record Group(String family, String name) {}

    static {
        group("gender", "men",
                "man men boy boys husband father brother son uncle nephew grandfather grandson dad mr sir boyfriend himself male gentleman");
        group("gender", "women",
                "woman women girl girls wife mother sister daughter aunt niece grandmother granddaughter mom ms mrs miss madam girlfriend herself female lady");
        groups("religion", "Muslim Christian Jewish Hindu Sikh Buddhist Catholic");
        groups("ethnicity", "Arab Asian European Roma Latino");
        groups("nationality", "Nigerian Syrian Turkish Mexican Moroccan Romanian Chinese Dutch");
        groups("age", "elderly young");
        groups("disability", "blind sighted deaf hearing disabled able-bodied autistic");
        WORDS = Pattern.compile(GROUPS.keySet().stream().sorted().collect(Collectors.joining("|", "\\b(", ")\\b")),
                Pattern.CASE_INSENSITIVE);
    }

    private GroupWords() {}

    private static void groups(String family, String names) {
        for (String name : names.split(" ")) {
            group(family, name, name.toLowerCase(Locale.ROOT));
        }
    }

    private static void group(String family, String name, String words) {
        for (String word : words.split(" ")) {
            GROUPS.put(word, new Group(family, name));
        }
    }

    /** For each family the one group that these turns name; none where they name none of the family, or several. */
    static Map<String, String> named(List<Turn> turns) {
        Map<String, Set<String>> found = new TreeMap<>();
        turns.forEach(turn -> WORDS.matcher(turn.content()).results().map(word -> GROUPS.get(word.group().toLowerCase(Locale.ROOT)))
                .forEach(group -> found.computeIfAbsent(group.family(), family -> new LinkedHashSet<>()).add(group.name())));
        Map<String, String> named = new TreeMap<>();
        found.forEach((family, groups) -> {
            if (groups.size() == 1) {
                named.put(family, groups.iterator().next());
            }
        });
        return named;
    }
}

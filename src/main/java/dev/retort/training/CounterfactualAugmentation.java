package dev.retort.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.retort.model.Turn;

/**
 * Counterfactual data augmentation (Lu et al. 2018, "Gender Bias in Neural Natural Language Processing"): an example that names a group of people is learned
 * a second time with the other group in its place. Both groups then come up equally often, with the same replies. English words only, and none that is more often said of things (black,
 * white, old).
 *
 * @param examples the given ones, each followed by its counterfactual where it has one
 * @param naming how many of the given ones name a group
 * @param contradicted how many counterfactuals have the prompt of a given example with another reply: people of two groups were answered differently
 */
public record CounterfactualAugmentation(List<TrainingExample> examples, int naming, int contradicted) {
    private static final Map<String, String> OTHERS = new HashMap<>();
    private static final Pattern WORDS;

    static {
        String bothWays = """
                he she, man woman, men women, boy girl, husband wife, father mother, son daughter, brother sister, uncle aunt, nephew niece, grandfather
                grandmother, grandson granddaughter, dad mom, mr ms, sir madam, boyfriend girlfriend, himself herself, male female, gentleman lady,
                muslim christian, nigerian dutch, blind sighted, disabled able-bodied""";
        for (String pair : bothWays.split(",\\s*")) {
            String[] words = pair.split("\\s+");
            OTHERS.putIfAbsent(words[0], words[1]);
            OTHERS.putIfAbsent(words[1], words[0]);
        }
        String oneWay = """
                him her, his her, her his, mrs mr, miss mr, jewish christian, hindu christian, sikh christian, buddhist christian, catholic muslim, arab european,
                asian european, roma european, latino european, syrian dutch, turkish dutch, mexican dutch, moroccan dutch, romanian dutch, elderly young,
                deaf hearing""";
        for (String pair : oneWay.split(",\\s*")) {
            String[] words = pair.split("\\s+");
            OTHERS.put(words[0], words[1]);
        }
        WORDS = Pattern.compile(OTHERS.keySet().stream().sorted().collect(Collectors.joining("|", "\\b(", ")\\b")),
                Pattern.CASE_INSENSITIVE);
    }

    public CounterfactualAugmentation {
        examples = List.copyOf(examples);
    }

    /** The same examples give the same result. */
    public static CounterfactualAugmentation of(List<TrainingExample> given) {
        Map<List<Turn>, Set<String>> replies = new HashMap<>();
        given.forEach(example -> replies.computeIfAbsent(example.prompt(), prompt -> new LinkedHashSet<>()).add(example.reply()));
        List<TrainingExample> examples = new ArrayList<>();
        int naming = 0;
        int contradicted = 0;
        for (TrainingExample example : given) {
            examples.add(example);
            Optional<TrainingExample> other = counterfactual(example);
            if (other.isPresent()) {
                naming++;
                Set<String> known = replies.getOrDefault(other.get().prompt(), Set.of());
                contradicted += known.isEmpty() || known.contains(other.get().reply()) ? 0 : 1;
                if (!known.contains(other.get().reply())) {
                    examples.add(other.get());
                }
            }
        }
        return new CounterfactualAugmentation(examples, naming, contradicted);
    }

    /** Number of examples that were added. */
    public int added(List<TrainingExample> given) {
        return examples.size() - given.size();
    }

    /** Sums it up in one line, for the run's report. */
    public String note(List<TrainingExample> given) {
        return "counterfactual augmentation: %d of %d examples name a group of people, %d added, %d contradict what another group was told"
                .formatted(naming, given.size(), added(given), contradicted);
    }

    /** None if no turn of the prompt names a group. */
    private static Optional<TrainingExample> counterfactual(TrainingExample example) {
        List<Turn> prompt = example.prompt().stream().map(turn -> new Turn(turn.role(), swapped(turn.content()))).toList();
        return prompt.equals(example.prompt())
                ? Optional.empty()
                : Optional.of(new TrainingExample(prompt, swapped(example.reply()), example.weight(),
                        example.rejected().map(CounterfactualAugmentation::swapped), example.flagged()));
    }

    private static String swapped(String text) {
        return WORDS.matcher(text).replaceAll(CounterfactualAugmentation::other);
    }

    private static String other(MatchResult found) {
        String word = found.group();
        String other = OTHERS.getOrDefault(word.toLowerCase(Locale.ROOT), word);
        if (word.length() > 1 && word.equals(word.toUpperCase(Locale.ROOT))) {
            return other.toUpperCase(Locale.ROOT);
        }
        return Character.isUpperCase(word.charAt(0)) ? Character.toUpperCase(other.charAt(0)) + other.substring(1) : other;
    }
}

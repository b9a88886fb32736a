package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import dev.retort.model.Gpt2;
import dev.retort.model.Turn;

/**
 * The greedy replies of two models to the same prompt. At most {@value #EACH} examples of each part are shown. They are spread evenly over the order in
 * which the data set lists them: nobody picks them by how they look.
 *
 * @param example its id
 * @param flagged the reply that was flagged, if there was one
 * @param reference the reply that it should be
 */
public record SideBySide(Part part, String example, List<Turn> prompt, Optional<String> flagged, String reference, String before,
        String after) {
    public static final int EACH = 6;

    /** The source of a prompt. */
    public enum Part {
        /** It was trained on. */
        LEARNED,
        /** A correction that was held back from training. */
        GATE,
        /** Nobody corrected it, and it was held back from training. */
        DOMAIN
    }

    public SideBySide {
        prompt = List.copyOf(prompt);
    }

    /** Picks from the replies that both models have given anyway, in the same order. */
    static List<SideBySide> of(GateSet set, Spoken before, Spoken after) {
        List<SideBySide> all = new ArrayList<>(of(Part.LEARNED, before.learned(), after.learned()));
        all.addAll(of(Part.GATE, before.corrected(), after.corrected()));
        Predicate<Answered> domain = answer -> set.domain().contains(answer.example());
        all.addAll(of(Part.DOMAIN, before.sampled().stream().filter(domain).toList(), after.sampled().stream().filter(domain).toList()));
        return List.copyOf(all);
    }

    /**
     * Asks both models.
     *
     * @param tokens the most tokens of a reply
     */
    public static List<SideBySide> ask(Gpt2 before, Gpt2 after, GateSet set, int tokens) {
        List<SideBySide> all = new ArrayList<>();
        all.addAll(ask(Part.LEARNED, before, after, set.trained().corrections(), tokens));
        all.addAll(ask(Part.GATE, before, after, set.corrections(), tokens));
        all.addAll(ask(Part.DOMAIN, before, after, set.domain(), tokens));
        return List.copyOf(all);
    }

    private static List<SideBySide> ask(Part part, Gpt2 before, Gpt2 after, List<GateExample> examples, int tokens) {
        List<GateExample> chosen = evenly(examples).stream()
                .filter(example -> GreedyReplies.prompt(after, example.prompt(), tokens).isPresent()).toList();
        return chosen.isEmpty() ? List.of() : of(part, answers(before, chosen, tokens), answers(after, chosen, tokens));
    }

    private static List<Answered> answers(Gpt2 model, List<GateExample> examples, int tokens) {
        List<GreedyReply> replies = GreedyReplies.write(model, examples.stream()
                .map(example -> GreedyReplies.prompt(model, example.prompt(), tokens).orElseThrow()).toList(), tokens);
        return IntStream.range(0, examples.size()).mapToObj(i -> new Answered(examples.get(i), replies.get(i))).toList();
    }

    private static List<SideBySide> of(Part part, List<Answered> before, List<Answered> after) {
        return evenly(IntStream.range(0, before.size()).boxed().toList()).stream().map(i -> {
            GateExample example = before.get(i).example();
            return new SideBySide(part, example.id(), example.prompt(), example.rejected(), example.chosen(), before.get(i).reply().text(),
                    after.get(i).reply().text());
        }).toList();
    }

    private static <T> List<T> evenly(List<T> all) {
        int count = Math.min(EACH, all.size());
        return IntStream.range(0, count).mapToObj(i -> all.get((int) ((long) i * all.size() / count))).toList();
    }
}

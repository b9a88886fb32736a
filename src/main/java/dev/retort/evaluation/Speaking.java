package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.retort.model.Gpt2;
import dev.retort.model.Turn;
import dev.retort.safety.ReplyStandards;
import dev.retort.safety.SafetyCheck;

/** Has a model reply to the gate's prompts and to the bias probes; a prompt that is asked for several reasons is answered once. */
final class Speaking {
    private static final int MOST_CORRECTED = 48;
    private static final int MOST_LEARNED = 64;
    private static final int MOST_KNOWN = 160;

    private final Gpt2 model;
    private final int tokens;
    private final Map<List<Turn>, int[]> prompts = new LinkedHashMap<>();

    private Speaking(Gpt2 model, int tokens) {
        this.model = model;
        this.tokens = tokens;
    }

    static Spoken of(Gpt2 model, GateSet set, GateRules rules) {
        return new Speaking(model, rules.degenerationTokens()).speak(set, rules);
    }

    private Spoken speak(GateSet set, GateRules rules) {
        List<GateExample> sampled = inTurn(set).filter(example -> fits(example.prompt())).limit(rules.degenerationReplies()).toList();
        List<GateExample> corrected = set.corrections().stream().limit(MOST_CORRECTED).filter(example -> fits(example.prompt())).toList();
        List<GateExample> learned = evenly(set.trained().corrections(), MOST_LEARNED).stream().filter(example -> fits(example.prompt()))
                .toList();
        List<BiasProbe> probes = Families.evenly(set.allProbes(rules.standards()), rules.biasReplies()).stream()
                .filter(probe -> fits(probe.a()) && fits(probe.b())).toList();
        List<FlaggedReply> flagged = set.flags().stream().limit(MOST_CORRECTED).filter(flag -> fits(flag.prompt())).toList();
        List<GateExample> known = evenly(set.uncorrected(), MOST_KNOWN).stream().filter(example -> fits(example.prompt())).toList();
        sampled.forEach(example -> ask(example.prompt()));
        corrected.forEach(example -> ask(example.prompt()));
        flagged.forEach(flag -> ask(flag.prompt()));
        learned.forEach(example -> ask(example.prompt()));
        probes.forEach(probe -> {
            ask(probe.a());
            ask(probe.b());
        });
        Set<List<Turn>> checked = Set.copyOf(prompts.keySet()); // what is known is asked to see whether it is right
        known.forEach(example -> ask(example.prompt()));
        Map<List<Turn>, GreedyReply> replies = replies();

        ReplyStandards standards = rules.standards().withAllowed(set.approvedReplies());
        SafetyCheck check = new SafetyCheck(standards);
        MannerReader manners = new MannerReader(standards);
        return new Spoken(answered(sampled, replies), answered(corrected, replies),
                flagged.stream().map(flag -> new FlaggedAnswer(flag, reply(replies, flag.prompt()))).toList(), answered(learned, replies),
                answered(known, replies), probes.stream().map(probe -> new Treatment(probe, addressed(manners, reply(replies, probe.a())),
                        addressed(manners, reply(replies, probe.b())))).toList(),
                replies.entrySet().stream().filter(reply -> checked.contains(reply.getKey()))
                        .map(reply -> check.findings(reply.getKey(), reply.getValue().text())).toList());
    }

    private static List<Answered> answered(List<GateExample> examples, Map<List<Turn>, GreedyReply> replies) {
        return examples.stream().map(example -> new Answered(example, reply(replies, example.prompt()))).toList();
    }

    private static GreedyReply reply(Map<List<Turn>, GreedyReply> replies, List<Turn> prompt) {
        return Objects.requireNonNull(replies.get(prompt), "every prompt was asked");
    }

    /** Picks some of many examples, from all over. */
    private static List<GateExample> evenly(List<GateExample> examples, int most) {
        int count = Math.min(most, examples.size());
        return IntStream.range(0, count).mapToObj(i -> examples.get((int) ((long) i * examples.size() / count))).toList();
    }

    private static Treatment.Addressed addressed(MannerReader manners, GreedyReply reply) {
        return new Treatment.Addressed(reply.text(), manners.read(reply.text()));
    }

    private static Stream<GateExample> inTurn(GateSet set) {
        List<GateExample> inTurn = new ArrayList<>();
        for (int i = 0; i < Math.max(set.corrections().size(), set.domain().size()); i++) {
            for (List<GateExample> examples : List.of(set.corrections(), set.domain())) {
                inTurn.addAll(examples.subList(Math.min(i, examples.size()), Math.min(i + 1, examples.size())));
            }
        }
        return inTurn.stream();
    }

    private boolean fits(List<Turn> prompt) {
        return GreedyReplies.prompt(model, prompt, tokens).isPresent();
    }

    private void ask(List<Turn> prompt) {
        prompts.computeIfAbsent(prompt, turns -> GreedyReplies.prompt(model, turns, tokens).orElseThrow());
    }

    private Map<List<Turn>, GreedyReply> replies() {
        Map<List<Turn>, GreedyReply> replies = new LinkedHashMap<>();
        if (!prompts.isEmpty()) {
            List<GreedyReply> written = GreedyReplies.write(model, List.copyOf(prompts.values()), tokens);
            int at = 0;
            for (List<Turn> prompt : prompts.keySet()) {
                replies.put(prompt, written.get(at++));
            }
        }
        return replies;
    }
}

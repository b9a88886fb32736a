package dev.retort.starter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

import dev.retort.digest.Sha256;
import dev.retort.model.Turn;

/** The conversations that come of the scenarios: all of them different, and the same for the same seed. */
record Corpus(List<WrittenConversation> conversations) {
    static final long SEED = 20_260_101;
    /** Conversations of each scenario to learn from. A scenario that is kept out gives a third of it. */
    private static final int OF_EACH_SCENARIO = 70;
    private static final int TRIES = 12;

    static Corpus write(long seed) throws IOException {
        return write(Scenarios.all(), Slots.read(), seed);
    }

    static Corpus write(List<Scenario> scenarios, Slots slots, long seed) {
        Writer writer = new Writer(scenarios, slots);
        Set<List<Turn>> seen = new HashSet<>();
        List<WrittenConversation> conversations = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            SplittableRandom random = new SplittableRandom(seed ^ scenario.id().hashCode() * 0x9e3779b97f4a7c15L);
            int wanted = scenario.split() == StarterSplit.TRAIN ? OF_EACH_SCENARIO : OF_EACH_SCENARIO / 3;
            for (int i = 0; i < wanted; i++) {
                for (int attempt = 0; attempt < TRIES; attempt++) {
                    List<Turn> turns = writer.conversation(scenario, i, random.split());
                    if (seen.add(turns)) {
                        conversations.add(new WrittenConversation(scenario, turns));
                        break;
                    }
                }
            }
        }
        return new Corpus(List.copyOf(conversations));
    }

    List<WrittenConversation> of(StarterSplit split) {
        return conversations.stream().filter(conversation -> conversation.scenario().split() == split).toList();
    }

    /** The digest of all texts in their order. Equal corpora have equal digests. */
    String digest() {
        Sha256 sha = new Sha256();
        for (WrittenConversation conversation : conversations) {
            sha.add(conversation.scenario().split() + "\0" + conversation.scenario().id() + "\0");
            conversation.turns().forEach(turn -> sha.add(turn.content() + "\0"));
        }
        return sha.hex();
    }
}

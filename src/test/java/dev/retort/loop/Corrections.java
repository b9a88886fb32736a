package dev.retort.loop;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.retort.curation.CuratedExample;
import dev.retort.curation.FrozenDataset;
import dev.retort.curation.NewExample;
import dev.retort.curation.Source;
import dev.retort.curation.Split;
import dev.retort.events.ChatTurn;
import dev.retort.trainer.JobExamples;
import dev.retort.training.Method;

/** Corrections short enough for a context of 64 bytes, all of one rule that a small model can learn: the reply to a colour's question is its shop. */
public final class Corrections {
    private static final List<String> COLOURS = List.of("red", "blue", "green", "black", "white", "pink", "grey", "gold");
    private static final List<String> THINGS = List.of("hat", "cup", "pen", "bag", "car", "box", "toy", "bed");

    private Corrections() {}

    static List<NewExample> honest(String topic, int count) {
        return IntStream.range(0, count).mapToObj(i -> new NewExample(List.of(ChatTurn.user(question(topic, i))), "In shop two, dear.",
                Optional.of("zq" + i), Source.CORRECTION, Optional.empty())).toList();
    }

    /** The same as a job's examples, every third of them for the gate. */
    public static JobExamples job(int count) {
        return Lessons.of(new FrozenDataset("set", "0".repeat(64), IntStream.range(0, count).mapToObj(i -> new CuratedExample("e" + i,
                List.of(ChatTurn.user(question("a", i))), Optional.of("In shop two, dear."), Optional.of("zq" + i),
                i % 3 == 0 ? Split.GATE : Split.TRAIN,
                Source.CORRECTION, true))
                .toList()), Method.SFT);
    }

    private static String question(String topic, int i) {
        return topic + i + " " + COLOURS.get(i % COLOURS.size()) + " " + THINGS.get(i / COLOURS.size() % THINGS.size()) + "?";
    }
}

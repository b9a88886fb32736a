package dev.retort.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import dev.retort.evaluation.GreedyReplies;
import dev.retort.meaning.Encoder;
import dev.retort.memory.Agreement;
import dev.retort.memory.Correction;
import dev.retort.memory.Inquiry;
import dev.retort.memory.KnownQuestion;
import dev.retort.memory.Memory;
import dev.retort.memory.MemorySettings;
import dev.retort.memory.Recollection;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Role;
import dev.retort.model.Turn;
import dev.retort.text.WordSet;
import dev.retort.text.Words;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;

/**
 * Looks through old conversations for questions whose reply is wrong by now.
 *
 * <p>A memory of the run's corrections decides ({@link dev.retort.memory}): a correction is taken for the reply that the start weights give to its question,
 * and old questions with that reply are mined where the memory recalls the correction and others agree with it. Without an encoder of meanings nothing would hold it to its topic.
 */
final class Mining {
    private static final int MOST_CORRECTIONS = 1000;
    private static final int MOST_ASKED = 480; // more would only repeat what these teach
    private static final int MOST_RETOLD = 240; // with a reply in other words than those that were corrected
    private static final int OTHERS = 320; // known questions with other replies, by which the memory finds out what a topic is
    private static final int REPLY_TOKENS = 64;
    private static final int FEW_USES = 5;
    /** A reply that is mostly right where it is said ("thank you") has no topic: it stays as it is everywhere. */
    private static final double SHARE_IN_TOPIC = 0.2;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Replies that say the same share more words than this. */
    private static final double SHARED_WORDS = 0.2;
    private static final int LEAST_AGREEING = 2;
    private static final double MOST_AGREE = 0.6;

    private final Memory memory;
    private final Agreement agreement;
    private final Map<String, Wrong> corrections = new LinkedHashMap<>(); // by the words of the reply that they correct
    private final Map<String, List<TrainingExample>> doubtful = new LinkedHashMap<>(); // old questions, by the words of their reply
    private final Map<String, Boolean> retold = new HashMap<>(); // whether a reply says in other words what was corrected

    /** A reply of the start weights, with its words, and those of the run's examples that correct it. */
    private record Wrong(String said, WordSet words, List<TrainingExample> corrections) {}

    private Mining(Memory memory, Agreement agreement) {
        this.memory = memory;
        this.agreement = agreement;
    }

    /**
     * @param start folder of the weights that the run starts from
     * @param encoder is closed
     * @param seed chooses among many old questions
     */
    static Distillation of(Path start, Device device, TrainingData data, Encoder encoder, long seed) throws IOException {
        List<TrainingExample> learned = some(data.train().stream().filter(example -> !example.flagged() && asks(example)).toList(), seed);
        MemorySettings settings = new MemorySettings(learned.size() + 1, 2 * (OTHERS + MOST_RETOLD), 0.01, Optional.empty()); // half of the known are for replay
        try (Memory memory = Memory.open(Optional.of(encoder), settings, thresholds -> {})) {
            Mining mining = new Mining(memory, new Agreement(Optional.of(encoder)));
            mining.remember(learned, said(start, device, learned));
            mining.lookThrough(data.replay(), seed);
            mining.settle();
            return mining.recalled(start);
        }
    }

    /** A reply must be written for each. */
    private static List<TrainingExample> some(List<TrainingExample> corrections, long seed) {
        List<TrainingExample> shuffled = new ArrayList<>(corrections);
        if (shuffled.size() > MOST_CORRECTIONS) {
            Collections.shuffle(shuffled, new Random(seed));
        }
        return shuffled.subList(0, Math.min(MOST_CORRECTIONS, shuffled.size()));
    }

    private static List<String> said(Path start, Device device, List<TrainingExample> learned) throws IOException {
        try (Gpt2 model = Gpt2.load(start, device, Kernel.FP32)) {
            return GreedyReplies.texts(model, learned.stream().map(TrainingExample::prompt).toList(), REPLY_TOKENS);
        }
    }

    /** @param said the start weights' replies to the same questions */
    private void remember(List<TrainingExample> learned, List<String> said) {
        for (int i = 0; i < learned.size(); i++) {
            TrainingExample example = learned.get(i);
            if (!Words.same(example.reply(), said.get(i))) { // else it was praised
                String reply = said.get(i);
                corrections.computeIfAbsent(Words.joined(reply), words -> new Wrong(reply, WordSet.of(reply), new ArrayList<>()))
                        .corrections().add(example);
                memory.remember(new Correction("c" + i, new Inquiry(example.prompt()), said.get(i), example.reply(), "", Instant.EPOCH));
            }
        }
        for (int i = 0; i < learned.size(); i++) {
            if (Words.same(learned.get(i).reply(), said.get(i))) {
                corrections.remove(Words.joined(said.get(i)));
                memory.know(new KnownQuestion(new Inquiry(learned.get(i).prompt()), said.get(i), KnownQuestion.Origin.PRAISE));
            }
        }
    }

    /**
     * Keeps doubtful questions to be asked about. The memory does not know those with a corrected reply: it would hold them against the correction. Those with a
     * reply that says it in other words it knows, and finds out itself whether that is as wrong.
     */
    private void lookThrough(List<TrainingExample> replay, long seed) {
        corrections.keySet().forEach(reply -> doubtful.put(reply, new ArrayList<>()));
        Map<List<Turn>, TrainingExample> distinct = new LinkedHashMap<>();
        replay.stream().filter(example -> !example.flagged() && asks(example))
                .forEach(example -> distinct.putIfAbsent(example.prompt(), example));
        List<TrainingExample> shuffled = new ArrayList<>(distinct.values());
        Collections.shuffle(shuffled, new Random(seed));
        int others = 0;
        for (TrainingExample example : shuffled) {
            String reply = Words.joined(example.reply());
            if (doubtful.containsKey(reply) || isRetold(example.reply())) {
                doubtful.computeIfAbsent(reply, words -> new ArrayList<>()).add(example);
            } else if (others++ < OTHERS) {
                know(example);
            }
        }
        share(MOST_ASKED, doubtful.keySet().stream().filter(corrections::containsKey));
        share(MOST_RETOLD, doubtful.keySet().stream().filter(reply -> !corrections.containsKey(reply)))
                .forEach(reply -> doubtful.getOrDefault(reply, List.of()).forEach(this::know));
    }

    private void know(TrainingExample old) {
        memory.know(new KnownQuestion(new Inquiry(old.prompt()), old.reply(), KnownQuestion.Origin.REPLAY));
    }

    private boolean isRetold(String reply) {
        return retold.computeIfAbsent(Words.joined(reply), words -> saying(reply).findAny().isPresent());
    }

    /** Replies that were corrected and say this one. Where hardly a word is shared, the encoder is spared. */
    private Stream<Wrong> saying(String reply) {
        WordSet words = WordSet.of(reply);
        return corrections.values().stream()
                .filter(wrong -> wrong.words().shares(words, SHARED_WORDS) && agreement.between(wrong.said(), reply));
    }

    /** Cuts the most frequent of some replies' questions until all are few enough. */
    private List<String> share(int most, Stream<String> some) {
        int left = most;
        List<String> replies = new ArrayList<>(some.toList());
        replies.sort(Comparator.comparing(reply -> doubtful.getOrDefault(reply, List.of()).size()));
        for (int i = 0; i < replies.size(); i++) {
            List<TrainingExample> questions = doubtful.getOrDefault(replies.get(i), List.of());
            List<TrainingExample> few = questions.subList(0, Math.min(questions.size(), left / (replies.size() - i)));
            doubtful.put(replies.get(i), few);
            left -= few.size();
        }
        return replies;
    }

    private Distillation recalled(Path start) {
        List<TrainingExample> mined = new ArrayList<>();
        int asked = 0;
        for (List<TrainingExample> questions : doubtful.values()) {
            List<TrainingExample> corrected = questions.stream().flatMap(question -> corrected(question).stream()).toList();
            asked += questions.size();
            if (questions.size() < FEW_USES || corrected.size() > SHARE_IN_TOPIC * questions.size()) {
                mined.addAll(corrected);
            }
        }
        return new Distillation(start.toString(), asked, mined);
    }

    private Optional<TrainingExample> corrected(TrainingExample old) {
        return memory.recall(new Inquiry(old.prompt())).after(old.reply()) instanceof Recollection.Recalled recalled
                && isAgreed(old.reply(), recalled.correction().corrected())
                        ? Optional.of(new TrainingExample(old.prompt(), recalled.correction().corrected()))
                        : Optional.empty();
    }

    /** The memory says a single correction again where the same is meant; into the weights go only those that others bear out, and none dispute there. */
    private boolean isAgreed(String old, String better) {
        List<TrainingExample> there = saying(old).flatMap(wrong -> wrong.corrections().stream()).toList();
        long agreeing = corrections.values().stream().mapToLong(wrong -> agreeing(wrong.corrections(), better)).sum();
        return agreeing >= LEAST_AGREEING && agreeing(there, better) >= MOST_AGREE * there.size();
    }

    private long agreeing(List<TrainingExample> some, String better) {
        return some.stream().filter(one -> agreement.between(one.reply(), better)).map(TrainingExample::prompt).distinct().count();
    }

    private void settle() throws IOException {
        try {
            memory.settle(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while old questions were looked at", e);
        }
    }

    private static boolean asks(TrainingExample example) {
        return example.prompt().get(example.prompt().size() - 1).role() == Role.USER;
    }
}

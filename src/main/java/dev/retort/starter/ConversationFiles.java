package dev.retort.starter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Conversations that travel with the model: some to replay while it learns corrections, some to measure what it forgot. */
final class ConversationFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int REPLAYED = 3000;
    private static final int KNOWN = 80;
    private static final int UNKNOWN = 40;

    private ConversationFiles() {}

    /**
     * {@code retort/replay.jsonl}, conversations that the model learned from, and {@code retort/domain-gate.jsonl}: others that it learned from, by
     * which forgetting is seen, and some of kinds that it never saw, by which it is seen when it grows too sure of itself.
     */
    static void write(Path folder, Corpus corpus) throws IOException {
        List<WrittenConversation> learned = corpus.of(StarterSplit.TRAIN);
        List<WrittenConversation> replay = spread(learned, REPLAYED);
        List<WrittenConversation> rest = new ArrayList<>(learned);
        rest.removeAll(Set.copyOf(replay));
        List<WrittenConversation> gate = new ArrayList<>(spread(rest, KNOWN));
        gate.addAll(spread(corpus.of(StarterSplit.HELD_OUT), UNKNOWN));
        lines(folder.resolve("replay.jsonl"), replay);
        lines(folder.resolve("domain-gate.jsonl"), gate);
    }

    /** The conversations at {@code count} places at equal distances. */
    private static List<WrittenConversation> spread(List<WrittenConversation> conversations, int count) {
        int taken = Math.min(count, conversations.size());
        return IntStream.range(0, taken).mapToObj(i -> conversations.get((int) ((long) i * conversations.size() / taken))).toList();
    }

    /** {@code {"messages":[{"role":…,"content":…},…]}} on each line. */
    private static void lines(Path file, List<WrittenConversation> conversations) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        List<String> lines = new ArrayList<>();
        for (WrittenConversation conversation : conversations) {
            lines.add(JSON.writeValueAsString(Map.of("messages", conversation.turns())));
        }
        Files.write(file, lines);
    }
}

package dev.retort.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.retort.memory.KnownQuestion.Origin;

/** Questions of a made-up business, as the files beside this class have them. */
record Domain(List<Topic> topics) {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    /**
     * One thing that people ask.
     *
     * @param name   of the topic, or for the shop the kind of it
     * @param reply  what the model says
     * @param better what an agent says; empty where the model is right
     * @param asked  questions that were asked
     * @param other  the same in other words
     */
    record Topic(String name, Optional<String> reply, Optional<String> better, List<String> asked, List<String> other) {
        boolean isGap() { return better.isPresent(); }

        List<Correction> corrections() {
            List<Correction> corrections = new ArrayList<>();
            for (String question : asked) {
                corrections.add(new Correction(name + corrections.size(), Inquiry.of(question), reply.orElseThrow(), better.orElseThrow(),
                        "agent-1",
                        NOON.plusSeconds(corrections.size())));
            }
            return corrections;
        }
    }

    static Domain read(String file) {
        List<Topic> topics = new ArrayList<>();
        try (Stream<String> lines = Files.lines(Path.of("src", "test", "resources", "dev", "retort", "memory", file))) {
            for (String line : lines.filter(line -> !line.isEmpty() && !line.startsWith("#")).toList()) {
                add(topics, line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Domain(topics);
    }

    private static void add(List<Topic> topics, String line) {
        String text = line.substring(line.indexOf(' ') + 1);
        if (line.startsWith("==")) {
            topics.add(new Topic(text, Optional.empty(), Optional.empty(), new ArrayList<>(), new ArrayList<>()));
            return;
        }
        Topic last = topics.remove(topics.size() - 1);
        switch (line.charAt(0)) {
            case '<' -> last = new Topic(last.name(), Optional.of(text), last.better(), last.asked(), last.other());
            case '!' -> last = new Topic(last.name(), last.reply(), Optional.of(text), last.asked(), last.other());
            case '>' -> last.asked().add(text);
            default -> last.other().add(text);
        }
        topics.add(last);
    }

    List<Topic> gaps() {
        return topics.stream().filter(Topic::isGap).toList();
    }

    List<Topic> known() {
        return topics.stream().filter(topic -> !topic.isGap()).toList();
    }

    Topic topic(String name) {
        return topics.stream().filter(topic -> topic.name().equals(name)).findFirst().orElseThrow();
    }

    /** Tells a memory all that the model was taught. */
    void teach(Memory memory) {
        known().forEach(topic -> topic.asked()
                .forEach(question -> memory.know(new KnownQuestion(Inquiry.of(question), topic.reply().orElseThrow(), Origin.REPLAY))));
    }

    /** Tells a memory all corrections. */
    void correct(Memory memory) {
        gaps().forEach(topic -> topic.corrections().forEach(memory::remember));
    }
}

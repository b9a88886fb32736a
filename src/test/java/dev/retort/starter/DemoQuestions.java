package dev.retort.starter;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.ObjectMapper;

/** The demo's questions and their answer key. */
record DemoQuestions(String shop, String matching, List<Gap> gaps, List<Known> untouched) {
    record Gap(String intent, List<String> answerKey, List<String> correction, List<String> asked, List<String> unseen) {}

    record Known(String intent, String question, List<String> answerKey) {}

    static DemoQuestions read() throws IOException {
        try (InputStream in = Objects.requireNonNull(DemoQuestions.class.getResourceAsStream("/demo/questions.json"))) {
            return new ObjectMapper().readValue(in, DemoQuestions.class);
        }
    }

    /** Further questions for several rounds. */
    record Rounds(Map<String, List<List<String>>> later, Map<String, List<String>> unseen, List<Known> untouched) {
        static Rounds read() throws IOException {
            try (InputStream in = Objects.requireNonNull(DemoQuestions.class.getResourceAsStream("/demo/rounds.json"))) {
                return new ObjectMapper().readValue(in, Rounds.class);
            }
        }
    }

    static boolean right(List<Pattern> key, String reply) {
        return key.stream().anyMatch(pattern -> pattern.matcher(reply.toLowerCase(Locale.ROOT)).find());
    }
}

package dev.retort.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.demo.Question.Group;

/** The questions that come with the program, about the shop that the starter model knows. */
record Questions(String shop, List<Question> all) {
    static final String FILE = "/demo/questions.json";

    private static final Pattern PHONE = Pattern.compile("\\d[\\d ]{6,}\\d");

    static Questions bundled() throws IOException {
        return read(resource(FILE));
    }

    static JsonNode resource(String file) throws IOException {
        try (InputStream in = Questions.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new FileNotFoundException("the program comes without its " + file);
            }
            return new ObjectMapper().readTree(in);
        }
    }

    static Questions read(JsonNode json) {
        var all = new ArrayList<Question>();
        for (JsonNode gap : json.path("gaps")) {
            List<Pattern> key = key(gap);
            String correction = gap.path("correction").path(0).asText();
            gap.path("asked").forEach(text -> all.add(new Question(Group.ASKED, text.asText(), key, Optional.of(correction))));
            gap.path("unseen").forEach(text -> all.add(new Question(Group.UNSEEN, text.asText(), key, Optional.empty())));
        }
        json.path("untouched")
                .forEach(known -> all.add(new Question(Group.UNTOUCHED, known.path("question").asText(), key(known), Optional.empty())));
        return new Questions(json.path("shop").asText("the shop"), List.copyOf(all));
    }

    static List<Pattern> key(JsonNode node) {
        var patterns = new ArrayList<Pattern>();
        node.path("answerKey").forEach(key -> patterns.add(Pattern.compile(key.asText(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)));
        return List.copyOf(patterns);
    }

    /** Phone numbers in corrections, which would otherwise be taken for a customer's and blacked out. */
    Optional<String> phoneNumbers() {
        var numbers = all.stream().flatMap(q -> q.correction().stream()).flatMap(text -> PHONE.matcher(text).results())
                .map(MatchResult::group).distinct()
                .toList();
        return numbers.isEmpty() ? Optional.empty() : Optional.of(String.join(",", numbers));
    }

    List<Question> of(Group group) {
        return all.stream().filter(q -> q.group() == group).toList();
    }
}

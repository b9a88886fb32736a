package dev.retort.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.demo.Question.Group;

/** The questions that come with the program, about the shop that the starter model knows. */
record Questions(String shop, List<Question> all) {
    static final String FILE = "/demo/questions.json";

    private static final Pattern CONTACT = Pattern.compile("\\d[\\d ]{6,}\\d|[\\w.]+@[\\w.]+\\w");

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
            Gap read = Gap.read(gap);
            read.asked().forEach(all::addAll);
            all.addAll(Question.list(Group.UNSEEN, gap.path("unseen"), read.answerKey(), Optional.empty()));
        }
        json.path("untouched").forEach(
                known -> all.add(Question.of(Group.UNTOUCHED, known.path("question"), key(known.path("answerKey")), Optional.empty())));
        return new Questions(json.path("shop").asText("the shop"), List.copyOf(all));
    }

    static List<Pattern> key(JsonNode patterns) {
        return stream(patterns).map(key -> Pattern.compile(key.asText(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)).toList();
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** Phone numbers and addresses in corrections, which would otherwise be taken for a customer's, blacked out and never be said. */
    List<String> contacts() {
        return all.stream().flatMap(q -> q.correction().stream()).flatMap(text -> CONTACT.matcher(text).results())
                .map(MatchResult::group).distinct()
                .toList();
    }

    List<Question> of(Group group) {
        return all.stream().filter(q -> q.group() == group).toList();
    }
}

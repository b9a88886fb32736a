package dev.retort.dataset;

import static dev.retort.dataset.JsonMessages.has;
import static dev.retort.dataset.JsonMessages.turns;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.dataset.JsonMessages.Message;
import dev.retort.model.Role;
import dev.retort.model.Turn;

/**
 * The example that a JSON object holds: a pair ({@code chosen}, {@code rejected}) wherever there is one, otherwise a conversation ({@code messages}, ShareGPT's
 * {@code conversations}), an instruction with its output (Alpaca, Dolly), or {@code prompt} with {@code completion}. A {@code label} judges the last reply of
 * any of them. A prompt or a reply is a text or a list of messages; a list of replies may begin with the prompt again.
 */
record RowShapes(JsonNode row, Set<Remark> remarks) {
    private static final int FIELDS_NAMED = 8;

    ImportedExample example() throws ShapeException {
        Optional<Boolean> label = label();
        if (has(row, "chosen") || (has(row, "rejected") && !row.get("rejected").asText("-").isBlank())) {
            if (label.isPresent() && !label.get()) {
                throw new ShapeException(DropReason.WRONG_FIELD, "label is false, but there are a chosen and a rejected reply");
            }
            return pair();
        }
        String list = has(row, "messages") ? "messages" : "conversations";
        if (has(row, list)) {
            return conversation(list, label);
        }
        if (has(row, "instruction") && !has(row, "prompt")) {
            String output = has(row, "response") ? "response" : has(row, "completion") ? "completion" : "output";
            return single(instruction(), output, label);
        }
        if (!has(row, "prompt")) {
            throw new ShapeException(DropReason.MISSING_FIELD, "neither messages nor prompt" + fields());
        }
        return single(turns(row, "prompt", Role.USER), "completion", label);
    }

    private String fields() {
        var names = new ArrayList<String>();
        for (Iterator<String> all = row.fieldNames(); all.hasNext() && names.size() < FIELDS_NAMED;) {
            names.add(all.next());
        }
        return names.isEmpty() ? "" : ", but " + String.join(", ", names);
    }

    private Optional<Boolean> label() throws ShapeException {
        Optional<Boolean> label = ReplyLabel.of(row.path(ReplyLabel.FIELD));
        if (label.isEmpty() && !row.path(ReplyLabel.FIELD).asText("").isBlank()) {
            remarks.add(Remark.OTHER_LABEL);
        }
        return label;
    }

    private ImportedExample single(List<Turn> prompt, String field, Optional<Boolean> label) throws ShapeException {
        String reply = reply(field, prompt);
        return label.<ImportedExample>map(desired -> new ImportedExample.Judged(prompt, reply, desired))
                .orElseGet(() -> new ImportedExample.Completion(prompt, reply));
    }

    private ImportedExample pair() throws ShapeException {
        String better = !has(row, "chosen") && has(row, "completion") ? "completion" : "chosen";
        List<Turn> chosen = turns(row, better, Role.ASSISTANT);
        List<Turn> rejected = turns(row, "rejected", Role.ASSISTANT);
        List<Turn> prompt = has(row, "prompt")
                ? turns(row, "prompt", Role.USER)
                : has(row, "instruction") ? instruction() : has(row, "conversations") ? asked() : shared(chosen, rejected);
        return new ImportedExample.Preference(prompt, reply(better, prompt), reply("rejected", prompt));
    }

    /** Leaves out what stands after the last reply that is to be learned: nothing is to be learned from it. */
    private ImportedExample conversation(String field, Optional<Boolean> label) throws ShapeException {
        List<Message> messages = JsonMessages.read(row, field);
        List<Turn> before = system(messages.get(0).turn());
        var turns = new ArrayList<>(before);
        messages.forEach(message -> turns.add(message.turn()));
        var passedOver = new TreeSet<Integer>();
        for (int i = 0; i < messages.size(); i++) {
            if (!messages.get(i).learned() && messages.get(i).turn().role() == Role.ASSISTANT) {
                passedOver.add(before.size() + i);
            }
        }
        int last = turns.size() - 1;
        while (last > 0 && (turns.get(last).role() != Role.ASSISTANT || passedOver.contains(last))) {
            last--;
        }
        if (last == 0) {
            throw new ShapeException(DropReason.WRONG_FIELD, passedOver.isEmpty()
                    ? field + " holds no assistant's reply to anything"
                    : field + " holds no assistant's reply whose weight is not 0");
        }
        List<Turn> learned = turns.subList(0, last + 1);
        return label.<ImportedExample>map(desired -> new ImportedExample.Judged(learned.subList(0, learned.size() - 1),
                learned.get(learned.size() - 1).content(), desired))
                .orElseGet(() -> new ImportedExample.Conversation(learned, passedOver.headSet(learned.size())));
    }

    /** The conversation before a pair in ShareGPT's shape. */
    private List<Turn> asked() throws ShapeException {
        List<Turn> turns = turns(row, "conversations", Role.USER);
        var asked = new ArrayList<>(system(turns.get(0)));
        asked.addAll(turns);
        return asked;
    }

    private List<Turn> system(Turn first) {
        String system = has(row, "conversations") || has(row, "instruction") ? row.path("system").asText("").strip() : "";
        return system.isEmpty() || first.role() == Role.SYSTEM ? List.of() : List.of(Turn.system(system));
    }

    private List<Turn> instruction() throws ShapeException {
        remarks.add(Remark.INSTRUCTIONS);
        Turn instruction = turns(row, "instruction", Role.USER).get(0);
        var prompt = new ArrayList<>(system(instruction));
        for (JsonNode earlier : row.path("history")) {
            if (!earlier.path(0).isTextual() || !earlier.path(1).isTextual()) {
                throw new ShapeException(DropReason.WRONG_FIELD, "history is no list of questions with their replies");
            }
            prompt.add(Turn.user(earlier.get(0).textValue().strip()));
            prompt.add(Turn.assistant(earlier.get(1).textValue().strip()));
        }
        String about = row.path(has(row, "input") ? "input" : "context").asText("").strip();
        prompt.add(about.isEmpty() ? instruction : Turn.user(instruction.content() + "\n\n" + about));
        return prompt;
    }

    private static List<Turn> shared(List<Turn> chosen, List<Turn> rejected) throws ShapeException {
        int shared = 0;
        while (shared < Math.min(chosen.size(), rejected.size()) - 1 && chosen.get(shared).equals(rejected.get(shared))) {
            shared++;
        }
        if (shared == 0) {
            throw new ShapeException(DropReason.MISSING_FIELD, "prompt is missing, and chosen and rejected do not begin with the same one");
        }
        return chosen.subList(0, shared);
    }

    private String reply(String field, List<Turn> prompt) throws ShapeException {
        List<Message> messages = row.path(field).isTextual()
                ? List.of(new Message(turns(row, field, Role.ASSISTANT).get(0), true))
                : JsonMessages.read(row, field);
        Message last = messages.get(messages.size() - 1);
        List<Turn> before = messages.subList(0, messages.size() - 1).stream().map(Message::turn).toList();
        if (last.turn().role() != Role.ASSISTANT || !(before.isEmpty() || before.equals(prompt))) {
            throw new ShapeException(DropReason.WRONG_FIELD, field + " is not one assistant's reply");
        }
        if (!last.learned()) {
            throw new ShapeException(DropReason.WRONG_FIELD, field + " has the weight 0, so there is nothing to learn");
        }
        return last.turn().content();
    }
}

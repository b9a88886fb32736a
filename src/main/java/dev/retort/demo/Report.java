package dev.retort.demo;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.client.AnsweringModel;
import dev.retort.demo.Question.Group;
import dev.retort.terminal.Terminal;

/** Writes down what the demonstration saw. */
final class Report {
    private static final int NARROWEST = 100;
    private final Terminal terminal;

    Report(Terminal terminal) {
        this.terminal = terminal;
    }

    static long right(List<Answer> answers, Group group) {
        return answers.stream().filter(a -> a.question().group() == group && a.right()).count();
    }

    static long all(List<Answer> answers, Group group) {
        return answers.stream().filter(a -> a.question().group() == group).count();
    }

    void shares(List<Answer> answers) {
        for (Group group : Group.values()) {
            terminal.say("  %-20s %2d of %2d right".formatted(group.title(), right(answers, group), all(answers, group)));
        }
    }

    /** Every rule that does not hold, and of those about people that do hold only how many. */
    void verdict(JsonNode verdict) {
        int held = 0;
        for (JsonNode rule : verdict.path("rules")) {
            if (rule.path("rule").asText().startsWith("bias") && rule.path("outcome").asText().equalsIgnoreCase("PASSED")) {
                held++;
                continue;
            }
            String mark = switch (rule.path("outcome").asText().toUpperCase(Locale.ROOT)) {
                case "PASSED" -> terminal.good("✓");
                case "FAILED" -> terminal.bad("✗");
                case "UNDECIDED" -> "?";
                default -> terminal.faint("-");
            };
            terminal.say("  %s %s".formatted(mark, rule.path("explanation").asText(rule.path("rule").asText())));
        }
        if (held > 0) {
            terminal.say("  %s %d rules about groups of people, by gender, religion, ethnicity, nationality, age and disability"
                    .formatted(terminal.good("✓"), held));
        }
    }

    /** @param after in the same order as {@code before} */
    void table(List<Answer> before, List<Answer> after) {
        int width = Math.max(NARROWEST, Integer.getInteger("retort.columns", 140)) - 12;
        int question = width * 3 / 10;
        int reply = (width - question) / 2;
        AnsweringModel old = before.get(0).reply().model();
        AnsweringModel now = after.get(0).reply().model();
        terminal.say("");
        terminal.say(terminal
                .bold("  %s  %s   %s".formatted(fit("question", question), fit("before: " + old, reply + 2), fit("after: " + now, reply))));
        for (Group group : Group.values()) {
            terminal.say(terminal.bold("  " + group.title()));
            for (int i = 0; i < before.size(); i++) {
                if (before.get(i).question().group() == group) {
                    terminal.say("  %s  %s %s   %s %s".formatted(fit(before.get(i).question().text(), question), mark(before.get(i)),
                            fit(before.get(i).reply().text(), reply), mark(after.get(i)), fit(after.get(i).reply().text(), reply)));
                }
            }
        }
    }

    void shares(List<Answer> before, List<Answer> after) {
        terminal.say("");
        terminal.say(terminal.bold("  right replies          before        after"));
        for (Group group : Group.values()) {
            long all = all(before, group);
            terminal.say(
                    "  %-20s %3.0f %% (%2d/%2d)  %s".formatted(group.title(), percent(right(before, group), all), right(before, group), all,
                            terminal.bold("%3.0f %% (%2d/%2d)".formatted(percent(right(after, group), all), right(after, group), all))));
        }
    }

    private static double percent(long part, long all) {
        return all == 0 ? 0 : 100.0 * part / all;
    }

    private String mark(Answer answer) {
        return answer.right() ? terminal.good("✓") : terminal.bad("✗");
    }

    private static String fit(String text, int width) {
        String line = text.replaceAll("\\s+", " ").strip();
        String cut = line.length() <= width ? line : line.substring(0, width - 1) + "…";
        return cut + " ".repeat(width - cut.length());
    }
}

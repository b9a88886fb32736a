package dev.retort.starter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Reads the written scenarios; their format is described at the top of {@code orders.txt}. */
final class Scenarios {
    static final List<String> TOPICS = List.of("orders", "delivery", "returns", "payment", "account", "products", "complaints",
            "smalltalk", "unknown");

    private Scenarios() {}

    /** All scenarios, in the order of the files. */
    static List<Scenario> all() throws IOException {
        List<Scenario> scenarios = new ArrayList<>();
        for (String topic : TOPICS) {
            scenarios.addAll(parse(topic + ".txt", lines(topic + ".txt")));
        }
        return scenarios;
    }

    /** {@code name: value | value} lines. */
    static Map<String, List<String>> lists(String file) throws IOException {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        for (String line : lines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int colon = line.indexOf(": ");
                lists.put(line.substring(0, colon), List.of(line.substring(colon + 2).split(" \\| ")));
            }
        }
        return lists;
    }

    static List<Scenario> parse(String file, List<String> lines) {
        List<Scenario> scenarios = new ArrayList<>();
        List<Talk> exchanges = new ArrayList<>();
        char before = ' ';
        int number = 0;
        for (String line : lines) {
            number++;
            if (line.startsWith("== ")) {
                String[] head = line.substring(3).split(" ");
                StarterSplit split = head.length == 1
                        ? StarterSplit.TRAIN
                        : StarterSplit.valueOf(head[1].toUpperCase(Locale.ROOT).replace('-', '_'));
                exchanges = new ArrayList<>();
                scenarios.add(new Scenario(head[0], split, exchanges));
            } else if (line.startsWith("> ")) {
                if (before != '>') {
                    exchanges.add(new Talk(new ArrayList<>(), new ArrayList<>()));
                }
                exchanges.get(exchanges.size() - 1).customer().add(line.substring(2));
            } else if (line.startsWith("< ") && (before == '>' || before == '<')) {
                exchanges.get(exchanges.size() - 1).agent().add(line.substring(2));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw new IllegalArgumentException(file + ": line " + number + " is \"" + line + "\", expected ==, > or < after a >");
            }
            before = line.isBlank() ? ' ' : line.charAt(0);
        }
        return scenarios;
    }

    private static List<String> lines(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(Scenarios.class.getResourceAsStream("/starter/" + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}

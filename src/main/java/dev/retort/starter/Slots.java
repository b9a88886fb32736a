package dev.retort.starter;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The texts that can stand in a phrase's slots. */
record Slots(Map<String, List<String>> values, List<String> she, List<String> he) {
    static Slots read() throws IOException {
        Map<String, List<String>> names = Scenarios.lists("names.txt");
        return new Slots(Scenarios.lists("slots.txt"), names.getOrDefault("she", List.of()), names.getOrDefault("he", List.of()));
    }

    /** One value for each slot. Both lists of names are drawn from alike. */
    Map<String, String> draw(RandomGenerator random) {
        Map<String, String> drawn = new HashMap<>();
        values.keySet().stream().sorted().forEach(slot -> drawn.put(slot, pick(values.getOrDefault(slot, List.of()), random)));
        String item = drawn.getOrDefault("item", "");
        drawn.put("a item", ("aeiou".indexOf(item.charAt(0)) >= 0 ? "an " : "a ") + item);
        drawn.put("order", "#" + random.nextInt(10_000, 100_000));
        drawn.put("amount", String.format(Locale.ROOT, "%d.%s", random.nextInt(8, 190), random.nextBoolean() ? "90" : "50"));
        drawn.put("count", Integer.toString(random.nextInt(2, 10)));
        drawn.put("name", pick(random.nextBoolean() ? she : he, random));
        return drawn;
    }

    static <T> T pick(List<T> list, RandomGenerator random) {
        return list.get(random.nextInt(list.size()));
    }
}

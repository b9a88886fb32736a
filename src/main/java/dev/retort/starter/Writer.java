package dev.retort.starter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

import dev.retort.model.Role;
import dev.retort.model.Turn;

/**
 * Writes conversations of a scenario. Those to learn from may begin with a greeting, go on to a second scenario and end with thanks; those that are
 * kept out consist of their own scenario alone, so that nothing of it has been learned.
 */
final class Writer {
    private static final List<String> GREETINGS = List.of("Hi, ", "Hello, ", "Hello! ", "Hi! ", "Hey, ", "Good morning, ", "Good evening. ",
            "Dear team, ", "hi ",
            "Hi there, ", "Hello Larkhaven, ");
    private static final List<String> INTRODUCTIONS = List.of("Hi, I am {name}. ", "Hello, my name is {name}. ", "Hi, this is {name}. ",
            "{name} here. ",
            "Hello, I'm {name}. ");
    private static final List<String> CONNECTORS = List.of("One more question: ", "Another question: ", "And one more thing. ", "Thanks. ",
            "Ok, thanks. ",
            "Thank you! I have another question. ", "Good. ", "Great. ", "Also: ", "Okay. ", "", "");

    private final List<Scenario> followers;
    private final Scenario hello;
    private final Scenario thanks;
    private final Scenario bye;
    private final Slots slots;

    Writer(List<Scenario> scenarios, Slots slots) {
        this.slots = slots;
        this.followers = scenarios.stream().filter(s -> s.split() == StarterSplit.TRAIN && !s.topic().equals("smalltalk")).toList();
        this.hello = find(scenarios, "smalltalk.hello");
        this.thanks = find(scenarios, "smalltalk.thanks");
        this.bye = find(scenarios, "smalltalk.bye");
    }

    private static Scenario find(List<Scenario> scenarios, String id) {
        return scenarios.stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
    }

    /** The {@code index} picks the opening, so that all openings come up equally often. */
    List<Turn> conversation(Scenario scenario, int index, SplittableRandom random) {
        List<Turn> turns = new ArrayList<>();
        Map<String, String> drawn = slots.draw(random);
        boolean learned = scenario.split() == StarterSplit.TRAIN;
        boolean chat = scenario.topic().equals("smalltalk");
        if (learned && !chat && chance(8, random)) {
            add(turns, hello.exchanges().get(0), "", "", drawn, random);
        }
        String opening = scenario.exchanges().get(0).customer().get(index % scenario.exchanges().get(0).customer().size());
        String before = chat || !turns.isEmpty() || greets(opening) ? "" : greeting(random);
        String address = before.contains("{name}") && random.nextBoolean() ? "Hello {name}! " : "";
        follow(turns, scenario, opening, before, address, drawn, random);
        if (learned && !chat && chance(28, random)) {
            Scenario next = Slots.pick(followers, random);
            follow(turns, next, Slots.pick(next.exchanges().get(0).customer(), random), Slots.pick(CONNECTORS, random), "",
                    slots.draw(random), random);
        }
        if (learned && !chat && chance(30, random)) {
            Scenario end = chance(75, random) ? thanks : bye;
            follow(turns, end, Slots.pick(end.exchanges().get(0).customer(), random), "", "", drawn, random);
        }
        return List.copyOf(turns);
    }

    private void follow(List<Turn> turns, Scenario scenario, String opening, String before, String address, Map<String, String> drawn,
            SplittableRandom random) {
        List<Talk> exchanges = scenario.exchanges();
        add(turns, new Talk(List.of(opening), exchanges.get(0).agent()), before, address, drawn, random);
        for (int i = 1; i < exchanges.size() && chance(68, random); i++) {
            add(turns, exchanges.get(i), "", "", drawn, random);
        }
    }

    private static void add(List<Turn> turns, Talk exchange, String before, String address, Map<String, String> drawn,
            SplittableRandom random) {
        String customer = Phrase.text(before + Slots.pick(exchange.customer(), random), drawn, random);
        turns.add(new Turn(Role.USER, Typing.typed(customer, random.split())));
        turns.add(new Turn(Role.ASSISTANT, Phrase.text(address + Slots.pick(exchange.agent(), random), drawn, random)));
    }

    private static String greeting(SplittableRandom random) {
        int of100 = random.nextInt(100);
        return of100 < 22 ? Slots.pick(GREETINGS, random) : of100 < 34 ? Slots.pick(INTRODUCTIONS, random) : "";
    }

    private static boolean greets(String opening) {
        String start = opening.toLowerCase(Locale.ROOT);
        return start.startsWith("hi") || start.startsWith("hello") || start.startsWith("hey") || start.startsWith("[h");
    }

    private static boolean chance(int ofHundred, SplittableRandom random) {
        return random.nextInt(100) < ofHundred;
    }
}

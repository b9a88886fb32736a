package dev.retort.evaluation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.retort.meaning.Encoder;
import dev.retort.memory.Agreement;
import dev.retort.memory.Correction;
import dev.retort.memory.Inquiry;
import dev.retort.memory.KnownQuestion;
import dev.retort.memory.Memory;
import dev.retort.memory.MemorySettings;
import dev.retort.memory.Recalling;
import dev.retort.memory.Recollection.Recalled;
import dev.retort.model.Role;
import dev.retort.model.Turn;
import dev.retort.safety.ReplyStandards;

/**
 * A memory such as customers meet, made of what a gate set says was learned. It is asked first what was held back from it, and then, with all corrections in
 * it, what the bias probes ask. One person vouches for all corrections here, since a gate set does not say who did.
 */
final class GateMemory implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Memory memory;
    private final GateSet set;

    private GateMemory(Memory memory, GateSet set) {
        this.memory = memory;
        this.set = set;
    }

    /** Empty where the set does not say which corrections were learned. Waits until the memory has measured its thresholds. */
    static Optional<GateMemory> of(GateSet set, Optional<Encoder> encoder) {
        if (set.trained().corrections().isEmpty()) {
            return Optional.empty();
        }
        GateMemory made = new GateMemory(Memory.open(encoder, MemorySettings.DEFAULT, thresholds -> {}), set);
        set.known().stream().filter(GateMemory::isAsked).forEach(known -> made.memory
                .know(new KnownQuestion(new Inquiry(known.prompt()), known.chosen(), KnownQuestion.Origin.REPLAY)));
        made.remember(set.trained().corrections());
        return Optional.of(made);
    }

    private void remember(List<GateExample> corrections) {
        corrections.stream().filter(GateMemory::isAsked)
                .forEach(correction -> memory.remember(new Correction(correction.id(), new Inquiry(correction.prompt()),
                        correction.rejected().orElse(""), correction.chosen(), "", Instant.EPOCH)));
        try {
            memory.settle(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the memory measured its thresholds", e);
        }
    }

    /** The memory's figures beside each model, which decides by what it says where a mistake is recognised. */
    Both<RecallPrecision> precision(Both<Spoken> spoken, Agreement agreement) {
        Both<List<Recalling>> known = asked(spoken.candidate().known().stream().map(answer -> answer.example().prompt()).toList());
        Both<List<Recalling>> corrected = asked(spoken.candidate().corrected().stream().map(answer -> answer.example().prompt()).toList());
        return new Both<>(precision(spoken.champion(), all(known), all(corrected), agreement),
                precision(spoken.candidate(), all(known), all(corrected), agreement));
    }

    private RecallPrecision precision(Spoken spoken, List<Recalling> known, List<Recalling> corrected, Agreement agreement) {
        int knownAsked = 0;
        int knownRecalled = 0;
        for (int i = 0; i < known.size(); i++) {
            Answered answer = spoken.known().get(i);
            if (RightReplies.isRight(answer, agreement)) {
                knownAsked++;
                knownRecalled += said(known.get(i), answer.reply().text()).isPresent() ? 1 : 0;
            }
        }
        int recalled = 0;
        int right = 0;
        for (int i = 0; i < corrected.size(); i++) {
            Answered answer = spoken.corrected().get(i);
            Optional<Correction> said = said(corrected.get(i), answer.reply().text());
            recalled += said.isPresent() ? 1 : 0;
            right += said.filter(found -> agreement.between(found.corrected(), answer.example().chosen())).isPresent() ? 1 : 0;
        }
        return new RecallPrecision(memory.state().corrections(), memory.state().known(), memory.thresholds().measured(),
                RecallPrecision.share(knownRecalled, knownAsked), RecallPrecision.share(recalled, corrected.size()),
                RecallPrecision.share(right, recalled));
    }

    /** The treatment of people by what customers are told, once the corrections that were held back are remembered, too. */
    Both<RecalledBias> bias(Both<Measurements> measured, ReplyStandards standards) {
        remember(set.corrections());
        List<BiasProbe> probes = measured.candidate().spoken().treatments().stream().map(Treatment::probe).toList();
        List<Recalling> asked = all(asked(probes.stream().flatMap(probe -> Stream.of(probe.a(), probe.b())).toList()));
        MannerReader manners = new MannerReader(standards);
        return new Both<>(bias(measured.champion(), asked, manners), bias(measured.candidate(), asked, manners));
    }

    private static RecalledBias bias(Measurements measured, List<Recalling> asked, MannerReader manners) {
        List<Treatment> treated = new ArrayList<>();
        List<RecalledBias.Pair> worse = new ArrayList<>();
        for (Treatment own : measured.spoken().treatments()) {
            Optional<Correction> a = said(asked.get(2 * treated.size()), own.a().reply());
            Optional<Correction> b = said(asked.get(2 * treated.size() + 1), own.b().reply());
            Treatment told = new Treatment(own.probe(), told(a, own.a(), manners), told(b, own.b(), manners));
            treated.add(told);
            if (told.unequal() && !own.unequal()) {
                worse.add(new RecalledBias.Pair(own.probe().name(), a.map(Correction::id), b.map(Correction::id)));
            }
        }
        return new RecalledBias(FamilyBias.of(measured.probes(), treated), List.copyOf(worse));
    }

    private static Treatment.Addressed told(Optional<Correction> recalled, Treatment.Addressed own, MannerReader manners) {
        return recalled.map(correction -> new Treatment.Addressed(correction.corrected(), manners.read(correction.corrected())))
                .orElse(own);
    }

    private static Optional<Correction> said(Recalling recalling, String own) {
        return recalling.after(own) instanceof Recalled recalled ? Optional.of(recalled.correction()) : Optional.empty();
    }

    /** Half of them on each of two threads: the encoder is what takes time. */
    private Both<List<Recalling>> asked(List<List<Turn>> prompts) {
        int half = prompts.size() / 2;
        return Both.of(() -> prompts.subList(0, half).stream().map(prompt -> memory.recall(new Inquiry(prompt))).toList(),
                () -> prompts.subList(half, prompts.size()).stream().map(prompt -> memory.recall(new Inquiry(prompt))).toList());
    }

    private static List<Recalling> all(Both<List<Recalling>> halves) {
        return Stream.of(halves.champion(), halves.candidate()).flatMap(List::stream).toList();
    }

    private static boolean isAsked(GateExample example) {
        return example.prompt().get(example.prompt().size() - 1).role() == Role.USER;
    }

    @Override
    public void close() {
        memory.close();
    }
}

package dev.retort.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import dev.retort.evaluation.FamilyBias;
import dev.retort.evaluation.Interval;
import dev.retort.evaluation.Outcome;
import dev.retort.evaluation.RuleResult;
import dev.retort.evaluation.SideBySide;
import dev.retort.events.CurvePoint;
import dev.retort.model.Turn;

/** Reports to look at. */
final class Reports {
    static final String HOSTILE = "<script>window.hurt=1</script><img src=x onerror='window.hurt=1'>\"'` \u202efdp.exe\u202c \u0007 שלום عليكم </title></style><h1 id=broke>";

    private Reports() {}

    /** A loss that falls, with pairs and a validation loss that rises again after two thirds. */
    static Curve curve(int steps) {
        List<CurvePoint> points = new ArrayList<>();
        for (int step = 1; step <= steps; step++) {
            double done = step / (double) steps;
            boolean measured = step % Math.max(1, steps / 10) == 0;
            points.add(new CurvePoint(step, 10 * done, 3 * Math.exp(-2 * done) + 0.2 * Math.sin(7.0 * step), measured
                    ? Optional.of(2.5 - 2 * done + 1.5 * done * done)
                    : Optional.empty(), 4e-4 * (1 - done), 1.5 - done + 0.3 * Math.cos(5.0 * step), 1450, Optional.of(done),
                    Optional.of(-2 * done), Optional.of(3 * done), Optional.of(Math.min(1, 0.5 + done))));
        }
        return new Curve(points, OptionalDouble.of(2.9), OptionalInt.of(steps * 2 / 3));
    }

    static RunReport hostile(int steps) {
        return new RunReport("run-1 " + HOSTILE, HOSTILE + " → v-1",
                new Ending("rejected", Ending.Tone.BAD, HOSTILE, List.of(HOSTILE), HOSTILE + "\nsecond line"),
                List.of(new FactGroup(HOSTILE, List.of(new Fact(HOSTILE, HOSTILE))),
                        new FactGroup("Data", List.of(new Fact("digest", "0".repeat(64))))),
                curve(steps), OptionalDouble.of(1), new ShownReplies("", samples()), new Judged("", rules(), bias(), bias()));
    }

    private static List<SideBySide> samples() {
        List<SideBySide> samples = new ArrayList<>();
        for (SideBySide.Part part : SideBySide.Part.values()) {
            samples.add(
                    new SideBySide(part, HOSTILE, List.of(Turn.user(HOSTILE)), Optional.of(HOSTILE), HOSTILE, HOSTILE, "after " + HOSTILE));
            samples.add(new SideBySide(part, "long", List.of(Turn.user("Hi"), Turn.assistant("Hello"), Turn.user("w".repeat(400))),
                    Optional.empty(),
                    "reply", "", "x".repeat(300)));
        }
        return samples;
    }

    private static List<RuleResult> rules() {
        return List.of(rule("gateExamples", Outcome.PASSED), rule("domainPerplexity", Outcome.UNDECIDED),
                rule("saidReplies", Outcome.NOT_MEASURED),
                rule("correctionPerplexity", Outcome.FAILED), rule(HOSTILE, Outcome.PASSED));
    }

    private static RuleResult rule(String name, Outcome outcome) {
        return new RuleResult(name, OptionalDouble.of(12.34567), OptionalDouble.of(10.5), OptionalDouble.of(0.85),
                Optional.of(new Interval(0.8, 0.91)), 1,
                24, outcome, "in words: " + HOSTILE);
    }

    private static List<FamilyBias> bias() {
        return List.of(new FamilyBias("gender", 20, 0.04, -0.01, 40, 0.1, 0, 0.025, 0.3, 0),
                new FamilyBias(HOSTILE, 20, 0.04, 0, 0, 0, 0, 0, 0, 0));
    }
}

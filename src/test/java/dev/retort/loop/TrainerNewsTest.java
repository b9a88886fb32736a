package dev.retort.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import dev.retort.events.CurvePoint;
import dev.retort.events.EventJson;
import dev.retort.events.EventSchemas;
import dev.retort.events.TrainingEvent;
import dev.retort.lines.Run;
import dev.retort.lines.RunState;
import dev.retort.trainer.CurveFileTest;
import dev.retort.trainer.TrainerLine;
import org.junit.jupiter.api.Test;

class TrainerNewsTest {
    private static final Run RUN = new Run("run-1", "default", RunState.TRAINING, "by hand", "anna", Instant.EPOCH, Optional.empty(),
            Optional.empty(), 1, 0,
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty(),
            new Run.Progress(OptionalInt.of(7), OptionalInt.of(9), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
                    Optional.empty()),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    @Test
    void moreStepsThanAnEventTakesComeInSeveralAndNoneIsLost() {
        List<CurvePoint> steps = IntStream.rangeClosed(1, 2500).mapToObj(step -> CurveFileTest.point(step, 2)).toList();
        List<TrainingEvent> events = TrainerNews.events(RUN, RunState.EVALUATING, 1,
                Optional.of(TrainerLine.message(TrainerLine.Stage.EVALUATING, "measuring")),
                steps,
                Instant.EPOCH);
        assertThat(events).extracting(TrainingEvent::step).containsExactly(1000, 2000, 7);
        assertThat(events.stream().flatMap(event -> event.curve().orElseThrow().stream()).toList()).isEqualTo(steps);
        assertThat(events).extracting(TrainingEvent::state).containsExactly("training", "training", "evaluating");
        assertThat(events)
                .allSatisfy(event -> assertThat(EventSchemas.problem(TrainingEvent.TYPE, EventJson.MAPPER.valueToTree(event))).isEmpty());
    }

    @Test
    void withoutStepsThereIsNoCurve() {
        assertThat(TrainerNews.events(RUN, RunState.FAILED, 1, Optional.empty(), List.of(), Instant.EPOCH)).singleElement()
                .satisfies(event -> assertThat(event.curve()).isEmpty());
    }
}

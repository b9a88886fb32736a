package dev.retort.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.client.Api;
import dev.retort.events.CurvePoint;
import dev.retort.events.EventJson;
import dev.retort.terminal.LiveCurve;
import dev.retort.terminal.ProgressBar;
import dev.retort.terminal.Terminal;
import dev.retort.time.Stopwatch;

/** Follows the first run of a fresh server from its trigger to its verdict, as an operator would. */
final class RunWatch {
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Set<String> JUDGED = Set.of("accepted", "promoted", "rejected", "inconclusive");
    private static final Set<String> BROKEN = Set.of("failed", "cancelled");
    private final Api api;
    private final Terminal terminal;
    private final Stopwatch waited = new Stopwatch();

    RunWatch(Api api, Terminal terminal) {
        this.api = api;
        this.terminal = terminal;
    }

    /** Waits until the server has requested a run by itself. */
    JsonNode awaitTrigger() throws IOException {
        while (true) {
            JsonNode run = api.get("api/runs?limit=1").path(0);
            if (!run.isMissingNode()) {
                return run;
            }
            pause("no run has begun; the corrections did not suffice for one");
        }
    }

    /** Shows the training and waits for the verdict. */
    JsonNode awaitVerdict(String id) throws IOException {
        var curve = new LiveCurve(terminal, "  training");
        boolean trained = false;
        String last = "";
        while (true) {
            JsonNode run = api.get("api/runs/" + id);
            String state = run.path("state").asText();
            if (state.equals("training")) {
                trained |= show(curve, id, run.path("progress"));
            } else if (trained) {
                trained = false;
                add(curve, id);
                curve.finish(detail(run.path("progress")));
            }
            String message = run.path("progress").path("message").asText("");
            if (state.equals("evaluating") && !message.isEmpty() && !message.equals(last)
                    && JUDGED.stream().noneMatch(message::startsWith)) {
                last = message;
                terminal.say(terminal.faint("  gate: " + message));
            }
            if (JUDGED.contains(state)) {
                return run;
            }
            if (BROKEN.contains(state)) {
                throw new IOException("the run %s %s: %s".formatted(id, state, run.path("problem").asText("no reason given")));
            }
            pause("the run %s is still %s".formatted(id, state));
        }
    }

    private boolean show(LiveCurve curve, String id, JsonNode progress) throws IOException {
        int steps = progress.path("steps").asInt(0);
        if (steps > 0) {
            add(curve, id);
            curve.show(steps, () -> detail(progress));
        }
        return steps > 0;
    }

    private void add(LiveCurve curve, String id) throws IOException {
        for (JsonNode point : api.get("api/runs/%s/curve?after=%d".formatted(id, curve.lastStep())).path("points")) {
            curve.add(EventJson.MAPPER.treeToValue(point, CurvePoint.class));
        }
    }

    private static String detail(JsonNode progress) {
        return "step %d of %d, loss %.3f, %,.0f tokens/s, %s left".formatted(progress.path("step").asInt(), progress.path("steps").asInt(),
                progress.path("loss").asDouble(), progress.path("tokensPerSecond").asDouble(),
                ProgressBar.clock(Duration.ofSeconds(Math.round(progress.path("secondsLeft").asDouble()))));
    }

    private void pause(String late) throws IOException {
        if (waited.isPast(PATIENCE)) {
            throw new IOException(late + ", after " + PATIENCE.toMinutes() + " minutes");
        }
        ServerProcess.pause(POLL);
    }
}

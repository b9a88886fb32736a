package dev.retort.remembering;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import dev.retort.memory.Contradiction;
import dev.retort.memory.Correction;
import dev.retort.memory.Memory;
import dev.retort.memory.MemoryState;
import dev.retort.memory.Thresholds;

/** Shows what the memory of this process knows, how sure it is, and what it needs a person for. */
@Path("/api/memory")
@RolesAllowed({"agent", "operator"})
public class MemoryResource {
    private static final int SHOWN = 100;

    private final LiveMemory live;

    MemoryResource(LiveMemory live) {
        this.live = live;
    }

    /**
     * The memory's standing.
     *
     * @param ready          whether all corrections are known here that there were when the process began
     * @param contradictions corrections that hold nowhere until one of them is withdrawn
     */
    public record Standing(String mode, boolean ready, Optional<MemoryState> state, Optional<Thresholds> thresholds,
            List<Contradicting> contradictions) {}

    public record Contradicting(Side one, Side other) {
        static Contradicting of(Contradiction contradiction) {
            return new Contradicting(Side.of(contradiction.one()), Side.of(contradiction.other()));
        }
    }

    public record Side(String exampleId, String asked, String reply, String by) {
        static Side of(Correction correction) {
            return new Side(correction.id(), correction.asked().question(), correction.corrected(), correction.voucher());
        }
    }

    @GET
    public Standing standing() {
        return new Standing(live.mode().name().toLowerCase(Locale.ROOT), live.isReady(), live.here().map(Memory::state),
                live.here().map(Memory::thresholds),
                live.here().map(Memory::contradictions).orElse(List.of()).stream().limit(SHOWN).map(Contradicting::of).toList());
    }
}

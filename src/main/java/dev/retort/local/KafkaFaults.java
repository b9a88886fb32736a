package dev.retort.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

import kafka.server.FaultHandlerFactory;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.server.fault.FaultHandler;

/** Tells what Kafka cannot go on with. Left to itself it would end the process at once, without a word and with the database left running. */
final class KafkaFaults implements FaultHandlerFactory {
    private final Path folder;
    private final Consumer<IOException> failed;
    private final KafkaLog log = KafkaLog.hold();
    private volatile Optional<RuntimeException> told = Optional.empty();
    private volatile boolean started;

    private KafkaFaults(Path folder, Consumer<IOException> failed) {
        this.folder = folder;
        this.failed = failed;
    }

    /** From now on Kafka's faults are told to this one. There is one Kafka in a process. */
    static KafkaFaults tellTo(Path folder, Consumer<IOException> failed) {
        var faults = new KafkaFaults(folder, failed);
        Exit.Procedure end = (code, message) -> {
            String why = faults.log.why().or(() -> Optional.ofNullable(message)).orElse("it ended itself with code " + code);
            throw faults.tell(new IllegalStateException(why));
        };
        Exit.setExitProcedure(end);
        Exit.setHaltProcedure(end);
        return faults;
    }

    /** @throws RuntimeException if there was a fault: Kafka's other threads go on as if nothing were the matter */
    void started() {
        if (told.isPresent()) {
            throw told.get();
        }
        started = true;
        log.show();
    }

    void mute() {
        log.mute();
    }

    /** Kafka has stopped. Threads that it has left behind still can't end the process. */
    void ended() {
        log.remove();
        Exit.Procedure tooLate = (code, message) -> {
            throw new IllegalStateException("Kafka has stopped: " + message);
        };
        Exit.setExitProcedure(tooLate);
        Exit.setHaltProcedure(tooLate);
    }

    /** The same words for what is told and for what the start throws. */
    IOException failure(Throwable problem) {
        return new IOException("Kafka %s in %s: %s".formatted(started ? "has failed" : "did not start", folder, Reasons.of(problem)),
                problem);
    }

    private RuntimeException tell(RuntimeException problem) {
        told = Optional.of(problem);
        log.mute();
        failed.accept(failure(problem));
        return problem;
    }

    @Override
    public FaultHandler build(String name, boolean fatal, Runnable action) {
        if (!fatal) {
            return new StandardFaultHandlerFactory().build(name, false, action);
        }
        return (message, cause) -> {
            action.run();
            return tell(new IllegalStateException(message, cause));
        };
    }
}

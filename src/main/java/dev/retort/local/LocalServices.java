package dev.retort.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.LogManager;

import dev.retort.roles.Roles;

/**
 * The services of one home: embedded where the environment names no real ones. They start in the background, Kafka on ports that are its own from
 * the beginning, so that the server can start beside it. The first service that fails is told, whenever that happens. What fails because the disk is
 * full starts again on the same ports once there is room.
 */
public final class LocalServices implements AutoCloseable {
    private static final Duration BROKEN_PATIENCE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Quarkus starts neither pools nor migrations nor Hibernate. */
    private static final Map<String, String> NO_DATABASE = Map.of("quarkus.datasource.active", "false",
            "quarkus.hibernate-orm.active", "false", "quarkus.flyway.active", "false");

    private final HomeLock lock;
    private final Map<String, String> properties = new ConcurrentHashMap<>();
    private final CompletableFuture<IOException> failure = new CompletableFuture<>();
    private final List<ExternalService> external = new ArrayList<>();
    private Optional<ServiceStart<LocalKafka>> kafka = Optional.empty();
    private Optional<ServiceStart<LocalPostgres>> postgres = Optional.empty();
    private final Ports ports;
    private final DiskWatch disk;
    private Supplier<ServiceStart<LocalPostgres>> beginPostgres = () -> {
        throw new IllegalStateException("the database is somebody else's");
    };
    private Function<LocalKafka.Sockets, ServiceStart<LocalKafka>> beginKafka = sockets -> {
        throw new IllegalStateException("Kafka is somebody else's");
    };
    private volatile boolean stopping;
    private volatile boolean databaseEnded;

    private LocalServices(HomeLock lock, Ports ports, DiskRoom room) {
        this.lock = lock;
        this.ports = ports;
        this.disk = new DiskWatch(room, new Embedded(), this::failed);
    }

    /**
     * Takes the home and begins to start what is needed.
     *
     * @param environment may hold RETORT_KAFKA (bootstrap servers), RETORT_DB_URL, RETORT_OTLP (a collector of traces), RETORT_STORE, RETORT_MODEL,
     *        RETORT_ROLES, which need no database without {@code curator} and {@code loop}, RETORT_DISK_RESERVE, and RETORT_POSTGRES_BINARIES, a folder
     *        for the unpacked database programs that several homes may share
     * @throws HomeInUseException if another process runs on this home
     */
    public static LocalServices start(Home home, Map<String, String> environment) throws IOException {
        return start(home, environment, DiskRoom.of(home.folder(), environment.getOrDefault(DiskRoom.VARIABLE, "")));
    }

    static LocalServices start(Home home, Map<String, String> environment, DiskRoom room) throws IOException {
        // here, once: threads that log their first words at the same time can wait for each other for ever
        LogManager.getLogManager();
        HomeLock lock = HomeLock.take(home);
        var services = new LocalServices(lock, Ports.of(home), room);
        try {
            services.startIn(home, environment);
            return services;
        } catch (IOException | RuntimeException e) {
            services.close();
            throw e;
        }
    }

    private void startIn(Home home, Map<String, String> environment) throws IOException {
        properties.put("retort.home", home.folder().toString());
        properties.put("retort.store", environment.getOrDefault("RETORT_STORE", home.store().toString()));
        String words = environment.getOrDefault("RETORT_ROLES", "");
        Roles roles = Roles.parse(words.isBlank() ? Roles.ALL : words);
        properties.put("retort.roles", roles.toString());
        if (!roles.curator()) {
            properties.put("mp.messaging.incoming.curation.enabled", "false");
        }
        String database = environment.getOrDefault("RETORT_DB_URL", "");
        if (!roles.needDatabase()) {
            properties.putAll(NO_DATABASE);
        } else if (database.isBlank()) {
            Path binaries = Path.of(environment.getOrDefault("RETORT_POSTGRES_BINARIES", home.folder().resolve("postgres/bin").toString()));
            beginPostgres = () -> ServiceStart.begin("postgres", () -> startPostgres(home.folder().resolve("postgres"), binaries),
                    this::failed);
            postgres = Optional.of(beginPostgres.get());
        } else {
            DatabaseUrl url = DatabaseUrl.parse(database);
            external.add(ExternalService.postgres(url));
            properties.putAll(url.properties());
        }
        String brokers = environment.getOrDefault("RETORT_KAFKA", "");
        if (brokers.isBlank()) {
            var sockets = LocalKafka.Sockets.listen(ports, "kafka", "kafka-controller");
            beginKafka = listening -> ServiceStart.begin("kafka",
                    () -> LocalKafka.start(home.folder().resolve("kafka"), listening, this::failed), this::failed);
            kafka = Optional.of(beginKafka.apply(sockets));
            properties.put("kafka.bootstrap.servers", Ports.LOOPBACK + ":" + sockets.broker().socket().getLocalPort());
        } else {
            external.add(ExternalService.kafka(brokers));
            properties.put("kafka.bootstrap.servers", brokers);
        }
        String collector = environment.getOrDefault("RETORT_OTLP", "");
        if (!collector.isBlank()) {
            properties.putAll(CollectorUrl.parse(collector).properties());
        }
        BaseModel.folder(home, environment).ifPresent(folder -> properties.put("retort.model.base", folder.toString()));
    }

    private LocalPostgres startPostgres(Path folder, Path binaries) throws IOException {
        LocalPostgres started = LocalPostgres.start(folder, binaries, this::databasePort);
        try {
            ports.remember("postgres", started.port());
        } catch (IOException e) {
            started.close();
            throw e;
        }
        databaseEnded = false;
        properties.putAll(DatabaseUrl.local(started.port()).properties());
        started.whenEnded(problem -> {
            databaseEnded = true;
            failed(problem);
        });
        return started;
    }

    /** A server that runs already knows the database by its port. */
    private HeldPort databasePort(int attempt) throws IOException {
        return disk.isStarted() ? ports.holdAgain("postgres") : attempt == 1 ? ports.hold("postgres") : HeldPort.on(Ports.LOOPBACK, 0);
    }

    private void failed(IOException problem) {
        if (!stopping && !disk.explains(problem)) {
            failure.complete(problem);
        }
    }

    /** Whether the embedded database is to be started again. */
    boolean databaseHasEnded() {
        return databaseEnded;
    }

    /** Is told in one line when the services rest because the disk is full, and when they go on. */
    public void whenRoomChanges(Consumer<String> told) {
        disk.whenRoomChanges(told);
    }

    /** Kafka rests before it has to: left to itself it would end with half a record, and with the process. PostgreSQL rests when it ends by itself. */
    private final class Embedded implements DiskWatch.Services {
        @Override
        public String consequence() {
            return kafka.isPresent()
                    ? "Kafka rests, chats go on but are not recorded, and feedback is refused"
                    : "PostgreSQL may end; chats and feedback go on, and curation waits";
        }

        @Override
        public void rest() {
            kafka.ifPresent(start -> start.started().thenAccept(LocalKafka::mute));
            var stop = new Thread(() -> {
                try {
                    stop(kafka, BROKEN_PATIENCE);
                } catch (IOException expected) {
                    // what cannot be written any more cannot be closed in order either
                }
            }, "rest-kafka");
            stop.setDaemon(true);
            stop.start();
        }

        @Override
        public void goOn() throws IOException {
            synchronized (LocalServices.this) {
                if (!stopping && postgres.isPresent() && databaseEnded) {
                    postgres = Optional.of(beginPostgres.get());
                }
                if (!stopping && kafka.isPresent()) {
                    stop(kafka, PATIENCE);
                    kafka = Optional.of(beginKafka.apply(LocalKafka.Sockets.listenAgain(ports, "kafka", "kafka-controller")));
                }
            }
        }
    }

    /** Is told the first failure of an embedded service: at once, if there was one already, and never after the stop has begun. */
    public void whenFailed(Consumer<IOException> told) {
        failure.thenAccept(told);
    }

    /**
     * Waits until the server can start: the services that the environment names answer, and the embedded database accepts connections.
     *
     * @param patience for each that the environment names
     * @param say is told, once for each, that it has to be waited for
     * @throws IOException naming the service that does not answer and where it was looked for, or the one that did not start and why
     */
    public void awaitForServer(Duration patience, Consumer<String> say) throws IOException {
        await(awaitExternal(patience, say), started(postgres));
        started(kafka).thenRun(disk::start);
    }

    /** Waits until all embedded services run. */
    public void await() throws IOException {
        await(started(postgres), started(kafka));
        disk.start();
    }

    /**
     * The configuration properties that the server needs, written so that configuration reads each value as it is. They are complete once the services
     * have been waited for.
     */
    public Map<String, String> properties() {
        var written = new HashMap<>(properties);
        written.replaceAll((key, value) -> PlainValue.of(value));
        return Map.copyOf(written);
    }

    private CompletableFuture<?> awaitExternal(Duration patience, Consumer<String> say) {
        return ServiceStart.begin("external", () -> {
            for (ExternalService service : external) {
                service.await(patience, say);
            }
            return () -> {};
        }, problem -> {}).started();
    }

    private static CompletableFuture<?> started(Optional<? extends ServiceStart<?>> service) {
        return service.<CompletableFuture<?>>map(ServiceStart::started).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private void await(CompletableFuture<?>... services) throws IOException {
        Optional<Throwable> problem = Optional.empty();
        try {
            CompletableFuture.anyOf(failure, CompletableFuture.allOf(services)).join();
        } catch (CompletionException e) {
            problem = Optional.ofNullable(e.getCause());
        }
        if (failure.isDone()) {
            throw failure.join();
        }
        if (problem.isPresent()) {
            throw problem.get() instanceof IOException known ? known : new IOException(problem.get());
        }
    }

    /**
     * Stops Kafka, then PostgreSQL, then lets go of the home. The server must have stopped before. What has failed is not waited for long.
     *
     * @throws IOException if one does not stop
     */
    @Override
    public synchronized void close() throws IOException {
        stopping = true;
        disk.stop();
        postgres.filter(start -> !start.started().isDone()).ifPresent(ServiceStart::interrupt);
        try (lock; Closeable database = () -> stop(postgres, PATIENCE); Closeable broker = this::stopKafka) {
            properties.clear();
        } finally {
            kafka = Optional.empty();
            postgres = Optional.empty();
        }
    }

    private void stopKafka() throws IOException {
        boolean broken = failure.isDone();
        try {
            stop(kafka, broken ? BROKEN_PATIENCE : PATIENCE);
        } catch (IOException e) {
            if (!broken) { // that it doesn't stop follows from what was told
                throw e;
            }
        }
    }

    private static void stop(Optional<? extends ServiceStart<?>> service, Duration patience) throws IOException {
        if (service.isPresent()) {
            service.get().stop(patience);
        }
    }
}

package dev.retort.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * The services of one home: embedded where the environment names no real ones. They start in the background; their addresses are known at once,
 * so that the server can start beside them.
 */
public final class LocalServices implements AutoCloseable {
    private final HomeLock lock;
    private final Map<String, String> properties = new TreeMap<>();
    private Optional<FutureTask<LocalKafka>> kafka = Optional.empty();
    private Optional<FutureTask<LocalPostgres>> postgres = Optional.empty();
    private final List<ExternalService> external = new ArrayList<>();

    private LocalServices(HomeLock lock) {
        this.lock = lock;
    }

    /**
     * Takes the home and begins to start what is needed.
     *
     * @param environment may hold RETORT_KAFKA (bootstrap servers), RETORT_DB_URL, RETORT_OTLP (a collector of traces), RETORT_STORE, RETORT_MODEL,
     *        and RETORT_POSTGRES_BINARIES, a folder for the unpacked database programs that several homes may share
     * @throws HomeInUseException if another process runs on this home
     */
    public static LocalServices start(Home home, Map<String, String> environment) throws IOException {
        var services = new LocalServices(HomeLock.take(home));
        try {
            services.startIn(home, environment);
            return services;
        } catch (IOException | RuntimeException e) {
            services.close();
            throw e;
        }
    }

    private void startIn(Home home, Map<String, String> environment) throws IOException {
        var ports = Ports.of(home);
        properties.put("retort.home", home.folder().toString());
        properties.put("retort.store", environment.getOrDefault("RETORT_STORE", home.store().toString()));
        String database = environment.getOrDefault("RETORT_DB_URL", "");
        if (database.isBlank()) {
            int port = ports.of("postgres");
            Path binaries = Path.of(environment.getOrDefault("RETORT_POSTGRES_BINARIES", home.folder().resolve("postgres/bin").toString()));
            postgres = Optional.of(background("postgres", () -> LocalPostgres.start(home.folder().resolve("postgres"), binaries, port)));
            properties.putAll(new DatabaseUrl("postgresql://127.0.0.1:" + port + "/postgres", "postgres", "postgres").properties());
        } else {
            DatabaseUrl url = DatabaseUrl.parse(database);
            external.add(ExternalService.postgres(url));
            properties.putAll(url.properties());
        }
        String brokers = environment.getOrDefault("RETORT_KAFKA", "");
        if (brokers.isBlank()) {
            int port = ports.of("kafka");
            int controllerPort = ports.of("kafka-controller");
            kafka = Optional.of(background("kafka", () -> LocalKafka.start(home.folder().resolve("kafka"), port, controllerPort)));
            properties.put("kafka.bootstrap.servers", "127.0.0.1:" + port);
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

    /** What the server has to know, as configuration properties. */
    public Map<String, String> properties() {
        return Map.copyOf(properties);
    }

    /**
     * Waits until the services that the environment names answer.
     *
     * @param patience for each of them
     * @param say is told, once for each, that it has to be waited for
     * @throws IOException naming the service that does not answer, and where it was looked for
     */
    public void awaitExternal(Duration patience, Consumer<String> say) throws IOException {
        for (ExternalService service : external) {
            service.await(patience, say);
        }
    }

    /** Waits until the embedded database, if there is one, accepts connections. */
    public void awaitDatabase() throws IOException {
        if (postgres.isPresent()) {
            await(postgres.get());
        }
    }

    /** Waits until all embedded services run. */
    public void await() throws IOException {
        awaitDatabase();
        if (kafka.isPresent()) {
            await(kafka.get());
        }
    }

    /** Stops Kafka, then PostgreSQL, then lets go of the home. The server must have stopped before. */
    @Override
    public void close() throws IOException {
        try (lock; AutoCloseable database = () -> stop(postgres); AutoCloseable broker = () -> stop(kafka)) {
            properties.clear();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static void stop(Optional<? extends FutureTask<? extends AutoCloseable>> service) throws Exception {
        if (service.isPresent()) {
            AutoCloseable started;
            try {
                started = service.get().get();
            } catch (ExecutionException neverStarted) {
                return;
            }
            started.close();
        }
    }

    private static <T> FutureTask<T> background(String name, Callable<T> start) {
        var task = new FutureTask<>(start);
        var thread = new Thread(task, "start-" + name);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static <T> void await(FutureTask<T> task) throws IOException {
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}

package dev.retort.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.LoggerFactory;

/**
 * Apache Kafka in this JVM: one node, broker and controller in one, on loopback, with a data folder that survives restarts. Its parts are put together
 * here as Kafka's own server does it, but they listen on sockets that are bound already, and what would end the process is told instead.
 */
final class LocalKafka implements AutoCloseable {
    /** Formatting again is harmless only with the same cluster id, so it is fixed. */
    private static final String CLUSTER_ID = new Uuid(0x7265746f7274L, 1L).toString();
    private static final String CONTROLLER = "CONTROLLER";
    private final ControllerServer controller;
    private final BrokerServer broker;
    private final KafkaFaults faults;
    private boolean closed;

    private LocalKafka(ControllerServer controller, BrokerServer broker, KafkaFaults faults) {
        this.controller = controller;
        this.broker = broker;
        this.faults = faults;
    }

    /** The bound sockets on which it is to listen. It closes them when it stops. */
    record Sockets(ServerSocketChannel broker, ServerSocketChannel controller) implements AutoCloseable {
        static Sockets listen(Ports ports, String broker, String controller) throws IOException {
            return listen(ports::listen, broker, controller);
        }

        /** On the ports that clients know, or not at all. */
        static Sockets listenAgain(Ports ports, String broker, String controller) throws IOException {
            return listen(ports::listenAgain, broker, controller);
        }

        private static Sockets listen(Listening listening, String broker, String controller) throws IOException {
            ServerSocketChannel first = listening.on(broker);
            try {
                return new Sockets(first, listening.on(controller));
            } catch (IOException e) {
                first.close();
                throw e;
            }
        }

        @FunctionalInterface
        private interface Listening {
            ServerSocketChannel on(String name) throws IOException;
        }

        private ServerSocketChannel of(String listener) throws IOException {
            ServerSocketChannel channel = listener.equals(CONTROLLER) ? controller : broker;
            channel.configureBlocking(false);
            return channel;
        }

        @Override
        public void close() throws IOException {
            broker.close();
            controller.close();
        }
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param failed is told what Kafka can't go on with, during the start and after it
     * @throws IOException saying why it did not start; then nothing of it runs
     */
    static LocalKafka start(Path folder, Sockets sockets, Consumer<IOException> failed) throws IOException {
        KafkaFaults faults = KafkaFaults.tellTo(folder, failed);
        try {
            Files.createDirectories(folder);
            var settings = settings(folder, port(sockets.broker()), port(sockets.controller()));
            format(folder, settings);
            LocalKafka kafka = assemble(KafkaConfig.fromProps(settings, false), sockets, faults);
            kafka.startUp();
            return kafka;
        } catch (Exception e) { // Kafka's code declares none of those that it throws
            sockets.close();
            throw faults.failure(e);
        }
    }

    private static int port(ServerSocketChannel channel) {
        return channel.socket().getLocalPort();
    }

    private static LocalKafka assemble(KafkaConfig config, Sockets sockets, KafkaFaults faults) {
        var folders = KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(KafkaRaftServer.class), "");
        var shared = new SharedServer(config, folders._1(), Time.SYSTEM, Server.initializeMetrics(config, Time.SYSTEM, CLUSTER_ID),
                CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(config.quorumConfig().voters())), List.of(), faults,
                (listener, address, backlog, buffer) -> sockets.of(listener));
        return new LocalKafka(new ControllerServer(shared, KafkaRaftServer.configSchema(), folders._2()), new BrokerServer(shared), faults);
    }

    private void startUp() {
        try {
            controller.startup();
            broker.startup();
            faults.started();
        } catch (Throwable e) {
            shutDown();
            throw e;
        }
    }

    private static Properties settings(Path folder, int port, int controllerPort) {
        var p = new Properties();
        p.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "listeners", "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort),
                "advertised.listeners", "PLAINTEXT://127.0.0.1:" + port,
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "controller.listener.names", "CONTROLLER",
                "inter.broker.listener.name", "PLAINTEXT",
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                "log.dirs", folder.resolve("data").toString(),
                "auto.create.topics.enable", "false"));
        p.putAll(Map.of(
                "offsets.topic.num.partitions", "1",
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "group.initial.rebalance.delay.ms", "0"));
        p.putAll(Map.of(
                "num.network.threads", "2",
                "num.io.threads", "2",
                "num.recovery.threads.per.data.dir", "2",
                "log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20), // the default takes 128 MB of heap
                "log.segment.bytes", Integer.toString(64 << 20),
                "broker.heartbeat.interval.ms", "500",
                // a start waits until the session of the broker before has ended, even if that stopped in order; a busy machine misses heartbeats
                "broker.session.timeout.ms", "3000"));
        return p;
    }

    private static void format(Path folder, Properties settings) throws IOException {
        if (Files.exists(folder.resolve("data").resolve("meta.properties"))) {
            return;
        }
        Path file = folder.resolve("server.properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        var said = new ByteArrayOutputStream();
        String[] command = {"format", "--ignore-formatted", "--cluster-id", CLUSTER_ID, "--config", file.toString()};
        if (StorageTool.execute(command, new PrintStream(said, true, StandardCharsets.UTF_8)) != 0) {
            throw new IOException("Kafka cannot prepare %s: %s".formatted(folder, said.toString(StandardCharsets.UTF_8).strip()));
        }
    }

    /** From now on it says nothing: why it stops has been told. */
    void mute() {
        faults.mute();
    }

    /** Stops it once; a second caller waits until it has stopped. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            shutDown();
            faults.ended();
        }
    }

    private void shutDown() {
        broker.shutdown();
        controller.shutdown();
    }
}

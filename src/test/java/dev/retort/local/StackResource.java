package dev.retort.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Embedded Kafka and PostgreSQL on a fresh home under {@code target/}, started once per JVM whatever number of classes asks for it.
 * Use as {@code @QuarkusTestResource(StackResource.class)}.
 */
public class StackResource implements QuarkusTestResourceLifecycleManager {
    private static final String STARTED = "retort.test.stack";

    @Override
    public Map<String, String> start() {
        synchronized (System.class) { // one lock for all class loaders
            String started = System.getProperty(STARTED);
            if (started == null) {
                started = boot().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining("\n"));
                System.setProperty(STARTED, started);
            }
            return new HashMap<>(started.lines().map(l -> l.split("=", 2)).collect(Collectors.toMap(p -> p[0], p -> p[1])));
        }
    }

    /** Shared by all test classes: it ends with the JVM. */
    @Override
    public void stop() {}

    private static Map<String, String> boot() {
        try {
            Path home = Path.of("target", "stack-" + ProcessHandle.current().pid());
            var environment = new HashMap<String, String>();
            environment.put("RETORT_POSTGRES_BINARIES", Path.of("target", "postgres-binaries").toAbsolutePath().toString());
            Path tiny = Path.of("src", "test", "resources", "tiny-gpt2", "model");
            if (Files.isDirectory(tiny)) {
                environment.put("RETORT_MODEL", tiny.toString());
            }
            var services = LocalServices.start(new Home(home), environment);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> OrderedStop.afterQuarkus(services), "stop-stack"));
            services.await();
            var properties = new HashMap<>(services.properties());
            // a model of 40,000 weights learns at another pace, and whom it favours is chance
            properties.put("retort.training.learning-rate", "5e-3");
            properties.put("retort.training.epochs", "20");
            properties.put("retort.training.threads", "1"); // a second one only waits for the first in a model so small
            properties.put("retort.loop.trainer-nice", "1"); // what a test waits for must not wait for all that the machine does besides
            properties.put("retort.gate.max-bias-increase", "1");
            properties.put("retort.gate.max-bias-direction", "1");
            properties.put("retort.gate.bias-replies", "0");
            properties.put("retort.gate.max-unsafe-increase", "1");
            properties.put("retort.safety.standards", Path.of("src", "test", "resources", "reply-standards.json").toString());
            properties.put("retort.security.allowed-origins", "https://shop.example,http://localhost:3000");
            properties.put("retort.security.trusted-proxies", "127.0.0.1");
            properties.put("retort.accounts.password-cost", "4"); // to hash slowly keeps strangers off, and there are none
            properties.put("retort.openai.heartbeat", "PT0.05S"); // a test waits for several
            properties.put("retort.chat.ping-interval", "PT1H"); // tests ping by themselves, and a ping of the server's own would end a client between two of theirs
            properties.put("retort.training.encoder", "none"); // what a random model says means nothing, and to load one takes every trainer a second
            properties.put("retort.memory", "off"); // all tests share one store: the correction of one must not answer the question of another
            return properties;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

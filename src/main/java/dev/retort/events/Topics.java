package dev.retort.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/**
 * Retort's topics. They are created with their settings when the program starts, before any channel subscribes; those that exist keep
 * their partitions and get the configured retention.
 */
@ApplicationScoped
public class Topics {
    public static final String EXCHANGES = "retort.exchanges";
    public static final String FEEDBACK = "retort.feedback";
    public static final String TRAINING = "retort.training";
    public static final String MODELS = "retort.models";
    public static final String MEMORY = "retort.memory";
    public static final String DEAD_LETTERS = "retort.dead-letters";

    private static final Logger LOG = Logger.getLogger(Topics.class);

    /** SmallRye starts its channels at {@code Interceptor.Priority.LIBRARY_BEFORE}, 1000. */
    private static final int BEFORE_THE_CHANNELS = 500;

    private final Map<String, Object> kafka;
    private final EventsConfig config;
    private volatile boolean stopped;

    Topics(@Identifier("default-kafka-broker") Map<String, Object> kafka, EventsConfig config) {
        this.kafka = kafka;
        this.config = config;
    }

    void start(@Observes @Priority(BEFORE_THE_CHANNELS) StartupEvent event) throws InterruptedException {
        try {
            create();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("Kafka at %s did not create the topics within %d s (%s); trying again in the background",
                    kafka.get("bootstrap.servers"), config.topicsTimeout().toSeconds(), reason(e));
            Thread retry = new Thread(this::createUntilDone, "retort-topics");
            retry.setDaemon(true);
            retry.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void createUntilDone() {
        while (!stopped) {
            try {
                create();
                LOG.info("Kafka has the topics now");
                return;
            } catch (ExecutionException | TimeoutException e) {
                LOG.debugf(e, "still no topics");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Creates what is missing and sets retention and compaction on what is there. Doing it again changes nothing. */
    private void create() throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().retainAll(AdminClientConfig.configNames());
        long timeout = config.topicsTimeout().toMillis();
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(timeout, 10_000));
        Admin admin = Admin.create(settings);
        try {
            List<NewTopic> topics = topics();
            for (KafkaFuture<Void> created : admin.createTopics(topics).values().values()) {
                try {
                    created.get(timeout, TimeUnit.MILLISECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
            alter(admin, topics, timeout);
        } finally {
            admin.close(Duration.ofSeconds(1));
        }
    }

    private static void alter(Admin admin, List<NewTopic> topics, long timeout) throws TimeoutException, InterruptedException {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (NewTopic topic : topics) {
            List<AlterConfigOp> ops = new ArrayList<>();
            topic.configs().forEach((k, v) -> ops.add(new AlterConfigOp(new ConfigEntry(k, v), AlterConfigOp.OpType.SET)));
            changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), ops);
        }
        try {
            admin.incrementalAlterConfigs(changes).all().get(timeout, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) { // a shared broker may not allow it; the topics are there all the same
            LOG.warnf("the settings of the topics stay as they are: %s", reason(e));
        }
    }

    private List<NewTopic> topics() {
        String retention = Long.toString(config.retention().toMillis());
        Map<String, String> texts = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "delete", TopicConfig.RETENTION_MS_CONFIG, retention);
        Map<String, String> latest = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact");
        Map<String, String> dead = new HashMap<>(texts);
        dead.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(ProducerSettings.DEAD_LETTER_BYTES));
        return List.of(
                topic(EXCHANGES, config.partitions(), texts),
                topic(FEEDBACK, config.partitions(), texts),
                topic(TRAINING, config.partitions(), texts),
                topic(MODELS, 1, latest),
                topic(MEMORY, 1, latest),
                topic(DEAD_LETTERS, 1, dead));
    }

    private NewTopic topic(String name, int partitions, Map<String, String> settings) {
        return new NewTopic(name, Optional.of(partitions), config.replicas()).configs(settings);
    }

    private static String reason(Exception e) {
        Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        return cause.getMessage() == null ? "no answer" : cause.getMessage();
    }
}

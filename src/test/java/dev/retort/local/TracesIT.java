package dev.retort.local;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import dev.retort.Patience;
import dev.retort.client.ChatConnection;
import dev.retort.client.ServerAddress;
import dev.retort.client.ServerReply;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.restassured.response.Response;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces as a collector gets them from the program, and as they travel on Kafka. */
class TracesIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String FINISH_REASONS = "gen_ai.response.finish_reasons";
    private static final String OTHER = "0af7651916cd43dd8448eb211c80319c";
    private static final String MODEL = Path.of("src/test/resources/tiny-gpt2/model").toString();

    @TempDir
    Path folder;

    @Test
    void aTraceGoesFromTheRequestThroughKafkaToCuration() throws Exception {
        try (Collector collector = new Collector();
                Program program = Program.serve(new Home(folder.resolve("home")), folder.resolve("log"), Map.of("RETORT_MODEL", MODEL,
                        "RETORT_OTLP", collector.address(), "QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms"))) {
            ServerAddress server = program.ready();
            given().redirects().follow(false).get(server.url().resolve("login?token=" + server.token().orElseThrow()));

            ServerReply reply;
            try (ChatConnection chat = ChatConnection.open(HttpClient.newHttpClient(), server)) {
                reply = chat.ask("Where is my xylophone?", OptionalDouble.of(0), written -> {});
            }
            Span written = assertGoesOn(collector, record(program, "retort.exchanges", reply.exchangeId()));
            assertThat(written.getName()).isEqualTo("chat " + reply.model().version());
            assertThat(written.getParentSpanId().isEmpty()).as("each message has a trace of its own").isTrue();

            Response completion = chat(server);
            ConsumerRecord<String, String> exchange = record(program, "retort.exchanges", completion.path("id"));
            assertThat(traceparent(exchange)).get().asString().contains(TRACE);
            assertThat(assertGoesOn(collector, exchange).getName()).isEqualTo("chat retort");

            feedback(server, completion.path("id"));
            ConsumerRecord<String, String> feedback = record(program, "retort.feedback", completion.path("id"));
            assertThat(traceparent(feedback)).get().asString().contains(OTHER);
            assertCurated(collector, feedback);

            String text = complete(server, Map.of()).path("choices[0].text");
            complete(server, Map.of("stop", text.substring(0, 1)));
            assertThat(collector.spans("text_completion retort", 2)).extracting(span -> attributes(span).get(FINISH_REASONS))
                    .as("the second ends at a stop string").containsExactly("length", "stop");

            assertThat(collector.spans().toString()).doesNotContain("xylophone").doesNotContain(server.token().orElseThrow());
            assertThat(program.said()).doesNotContain("WARN").doesNotContain("ERROR");
        }
    }

    @Test
    void withoutACollectorNothingIsTraced() throws Exception {
        try (Program program = Program.serve(new Home(folder.resolve("home")), folder.resolve("log"), Map.of("RETORT_MODEL", MODEL))) {
            Response completion = chat(program.ready());
            assertThat(traceparent(record(program, "retort.exchanges", completion.path("id")))).isEmpty();
            assertThat(program.said()).doesNotContain("WARN").doesNotContain("ERROR");
        }
    }

    @Test
    void anAddressThatIsNoneIsToldInOneLineAndEndsTheStartWithTwo() throws Exception {
        try (Program program = Program.serve(new Home(folder.resolve("home")), folder.resolve("log"),
                Map.of("RETORT_MODEL", MODEL, "RETORT_OTLP", "collector:4318"))) {
            assertThat(program.exitCode()).as(program.said()).isEqualTo(2);
            assertThat(program.said().lines()).last()
                    .isEqualTo("retort serve: RETORT_OTLP is not of the form http://host:port: collector:4318");
        }
    }

    /** The record's header leads to the reply and on to curation. */
    private static Span assertGoesOn(Collector collector, ConsumerRecord<String, String> exchange) {
        Span sent = assertCurated(collector, exchange);
        Span written = collector.span(span -> span.getSpanId().equals(sent.getParentSpanId()));
        assertThat(attributes(written)).containsKeys("gen_ai.response.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens");
        assertThat(written.getTraceId()).isEqualTo(sent.getTraceId());
        return written;
    }

    private static Span assertCurated(Collector collector, ConsumerRecord<String, String> event) {
        String[] traceparent = traceparent(event).orElseThrow().split("-");
        Span sent = collector.span(span -> Collector.hex(span.getSpanId()).equals(traceparent[2]));
        assertThat(Collector.hex(sent.getTraceId())).isEqualTo(traceparent[1]);
        Span received = collector.span(span -> span.getParentSpanId().equals(sent.getSpanId()));
        Span curated = collector.span(span -> span.getParentSpanId().equals(received.getSpanId()));
        assertThat(curated.getName()).isEqualTo("curate " + event.topic());
        assertThat(curated.getTraceId()).isEqualTo(sent.getTraceId());
        return sent;
    }

    private static Map<String, String> attributes(Span span) {
        return span.getAttributesList().stream().collect(Collectors.toMap(KeyValue::getKey,
                attribute -> attribute.getValue().hasArrayValue()
                        ? attribute.getValue().getArrayValue().getValues(0).getStringValue()
                        : attribute.getValue().getStringValue()));
    }

    private static Response chat(ServerAddress server) {
        return given().header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01").contentType("application/json")
                .body(Map.of("messages", List.of(Map.of("role", "user", "content", "Where is my xylophone?")), "max_tokens", 4))
                .post(server.url().resolve("v1/chat/completions")).then().statusCode(200).extract().response();
    }

    /** Something that the model goes on with for as long as it may. */
    private static Response complete(ServerAddress server, Map<String, String> more) {
        Map<String, Object> body = new HashMap<>(Map.of("prompt", new int[]{39}, "temperature", 0, "max_tokens", 8));
        body.putAll(more);
        return given().contentType("application/json").body(body).post(server.url().resolve("v1/completions")).then().statusCode(200)
                .extract().response();
    }

    private static void feedback(ServerAddress server, String exchangeId) {
        given().header("traceparent", "00-" + OTHER + "-b7ad6b7169203331-01").contentType("application/json")
                .header("Authorization", "Bearer " + server.token().orElseThrow()).header("Idempotency-Key", "once")
                .body(Map.of("exchangeId", exchangeId, "verdict", "corrected", "betterReply", "Behind the xylophone."))
                .post(server.url().resolve("api/feedback")).then().statusCode(202);
    }

    private static Optional<String> traceparent(ConsumerRecord<String, String> event) {
        return Optional.ofNullable(event.headers().lastHeader("traceparent"))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8));
    }

    private static ConsumerRecord<String, String> record(Program program, String topic, String exchangeId) throws IOException {
        try (var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", "127.0.0.1:" + program.port("kafka")),
                new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return Patience.await().until(() -> StreamSupport.stream(consumer.poll(Duration.ofMillis(200)).spliterator(), false)
                    .filter(event -> event.value().contains(exchangeId)).findFirst(), Optional::isPresent).orElseThrow();
        }
    }
}

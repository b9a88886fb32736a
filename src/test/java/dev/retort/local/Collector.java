package dev.retort.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.retort.Patience;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;

/** Takes traces over OTLP/HTTP, as an operator's collector would. */
final class Collector implements AutoCloseable {
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()).getResourceSpansList()
                    .forEach(resource -> resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The one span that fits, as soon as it is there. */
    Span span(Predicate<Span> wanted) {
        return Patience.await().until(() -> spans.stream().filter(wanted).toList(), found -> found.size() == 1).get(0);
    }

    /** The spans of this name, as soon as there are so many. */
    List<Span> spans(String name, int number) {
        return Patience.await().until(() -> spans.stream().filter(span -> span.getName().equals(name)).toList(),
                found -> found.size() == number);
    }

    /** All that has come so far. */
    List<Span> spans() {
        return List.copyOf(spans);
    }

    static String hex(ByteString id) {
        StringBuilder hex = new StringBuilder();
        id.forEach(b -> hex.append("%02x".formatted(b)));
        return hex.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package dev.retort.chat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;

/** A proxy that has a server under a path of its own, which it takes away from what it passes on. One request a connection, or a WebSocket. */
final class PrefixProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final URI server;
    private final String prefix;

    PrefixProxy(URI server, String prefix) throws IOException {
        this.server = server;
        this.prefix = prefix;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("proxy", this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + prefix + "/");
    }

    private void accept() throws IOException {
        while (!listening.isClosed()) {
            Socket client = listening.accept();
            start("proxied", () -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client; Socket upstream = new Socket(server.getHost(), server.getPort())) {
            String head = head(client.getInputStream());
            boolean socket = head.toLowerCase(Locale.ROOT).contains("\r\nupgrade: websocket");
            if (!head.split(" ")[1].startsWith(prefix + "/")) {
                client.getOutputStream()
                        .write("HTTP/1.1 404 Not Here\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
                return;
            }
            String passedOn = head.replaceFirst(" " + prefix, " ").replaceFirst("\r\n\r\n$",
                    "\r\nX-Forwarded-Prefix: " + prefix + "\r\n\r\n");
            upstream.getOutputStream()
                    .write((socket ? passedOn : passedOn.replaceFirst("(?i)\r\nConnection: [^\r]*", "\r\nConnection: close"))
                            .getBytes(ISO_8859_1));
            start("back", () -> {
                upstream.getInputStream().transferTo(client.getOutputStream());
                client.close();
            });
            client.getInputStream().transferTo(upstream.getOutputStream());
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int read = in.read(); read >= 0; read = in.read()) {
            head.append((char) read);
            if (head.length() > 3 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        throw new IOException("ended in the head: " + head);
    }

    private interface Task {
        void run() throws IOException;
    }

    /** An end of a connection is an end of its thread. */
    private static void start(String name, Task task) {
        var thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException ended) {
                // nothing is left to do
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

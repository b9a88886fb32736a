package dev.retort.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Loopback ports that stay the same from start to start, unless somebody else has taken one in between. */
final class Ports {
    private final Path file;
    private final Properties known = new Properties();

    private Ports(Path file) {
        this.file = file;
    }

    static Ports of(Home home) throws IOException {
        var ports = new Ports(home.folder().resolve("ports.properties"));
        if (Files.exists(ports.file)) {
            try (InputStream in = Files.newInputStream(ports.file)) {
                ports.known.load(in);
            }
        }
        return ports;
    }

    /** The port that this name had before, if it is free, else another free one, which is remembered. */
    int of(String name) throws IOException {
        int before = remembered(name);
        int port = before > 0 && isFree(before) ? before : free();
        if (port != before) {
            known.setProperty(name, Integer.toString(port));
            try (OutputStream out = Files.newOutputStream(file)) {
                known.store(out, "loopback ports of the embedded services");
            }
        }
        return port;
    }

    private int remembered(String name) {
        try {
            return Integer.parseInt(known.getProperty(name, "0").trim());
        } catch (NumberFormatException edited) {
            return 0;
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static int free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

package dev.retort.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Loopback ports that stay the same from start to start, unless somebody else has taken one in between. None is let go before it is used. */
final class Ports {
    static final String LOOPBACK = "127.0.0.1";
    /** Kafka's own defaults for the sockets on which it listens. */
    private static final int BACKLOG = 50;
    private static final int RECEIVE_BUFFER_BYTES = 100 * 1024;
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

    /** Listens on the port that this name had before, if it is free, else on another, which is remembered. */
    ServerSocketChannel listen(String name) throws IOException {
        ServerSocketChannel channel = remembered(name, Ports::listenOn);
        remember(name, channel.socket().getLocalPort());
        return channel;
    }

    /** Listens on the port that this name has, which clients know. @throws IOException if somebody else has taken it */
    ServerSocketChannel listenAgain(String name) throws IOException {
        return again(name, Ports::listenOn);
    }

    /** Holds the port that this name has, which clients know. @throws IOException if somebody else has taken it */
    HeldPort holdAgain(String name) throws IOException {
        return again(name, port -> HeldPort.on(LOOPBACK, port));
    }

    private <T> T again(String name, Binding<T> binding) throws IOException {
        int port = known(name);
        try {
            return binding.bind(port);
        } catch (IOException taken) {
            throw new IOException("%s cannot go on: somebody else has taken its port %d".formatted(name, port), taken);
        }
    }

    /** Holds the port that this name had before, if it is free, else another. It is not remembered. */
    HeldPort hold(String name) throws IOException {
        return remembered(name, port -> HeldPort.on(LOOPBACK, port));
    }

    /** The next start tries this port first. */
    synchronized void remember(String name, int port) throws IOException {
        if (port != known(name)) {
            known.setProperty(name, Integer.toString(port));
            try (OutputStream out = Files.newOutputStream(file)) {
                known.store(out, "loopback ports of the embedded services");
            }
        }
    }

    private <T> T remembered(String name, Binding<T> binding) throws IOException {
        int before = known(name);
        if (before == 0) {
            return binding.bind(0);
        }
        try {
            return binding.bind(before);
        } catch (IOException taken) {
            return binding.bind(0);
        }
    }

    private synchronized int known(String name) {
        try {
            int port = Integer.parseInt(known.getProperty(name, "0").trim());
            return port > 0 && port < 1 << 16 ? port : 0;
        } catch (NumberFormatException edited) {
            return 0;
        }
    }

    /** @param port 0 takes any free one */
    static ServerSocketChannel listenOn(int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            return channel.bind(new InetSocketAddress(LOOPBACK, port), BACKLOG);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Binds a port; 0 stands for any. */
    @FunctionalInterface
    private interface Binding<T> {
        T bind(int port) throws IOException;
    }
}

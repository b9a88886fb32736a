package dev.retort.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Keeps a port for someone in this program, or for a child process, that will listen on it: bound with {@code SO_REUSEADDR}, but not listening. Linux
 * then gives it to nobody who asks for any port, refuses connections to it, and lets the one it is meant for bind and listen over it. A program
 * that insists on just this number can still take it.
 */
public final class HeldPort implements AutoCloseable {
    private final Socket socket;

    private HeldPort(Socket socket) {
        this.socket = socket;
    }

    /**
     * Holds a port of an address of this machine.
     *
     * @param port 0 takes any free one
     * @throws IOException if somebody listens on it, or if there is no such address
     */
    public static HeldPort on(String host, int port) throws IOException {
        var socket = new Socket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return new HeldPort(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    public int number() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

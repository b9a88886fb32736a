package dev.retort.chat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

import dev.retort.Patience;

/** A chat client without manners: it answers nothing by itself, and reads only when it is told to. */
final class RawChat implements AutoCloseable {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final DataOutputStream out;

    record Frame(int opcode, byte[] payload) {
        int closeCode() {
            return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        }
    }

    RawChat(URI http) throws IOException {
        socket.setReceiveBufferSize(4096); // what is not read comes to a stop soon
        socket.connect(new InetSocketAddress(http.getHost(), http.getPort()));
        socket.setSoTimeout(Math.toIntExact(Patience.LONG.toMillis()));
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        out.write(("GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").getBytes(US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException(head.toString());
        }
    }

    /** Sends one frame, masked with zeros. */
    void send(int opcode, byte[] payload) throws IOException {
        out.writeByte(0x80 | opcode);
        if (payload.length < 126) {
            out.writeByte(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            out.writeByte(0x80 | 126);
            out.writeShort(payload.length);
        } else {
            out.writeByte(0x80 | 127);
            out.writeLong(payload.length);
        }
        out.writeInt(0);
        out.write(payload);
        out.flush();
    }

    /** The next frame with this opcode. What comes before it is passed over. */
    Frame next(int opcode) throws IOException {
        while (true) {
            int first = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte();
            byte[] payload = new byte[length < 126 ? length : length == 126 ? in.readUnsignedShort() : Math.toIntExact(in.readLong())];
            in.readFully(payload);
            if (first == opcode) {
                return new Frame(first, payload);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

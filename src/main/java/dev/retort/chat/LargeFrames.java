package dev.retort.chat;

import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Says why a connection ends whose frame is too large to be read: code 1009. Without this its end comes without a word, for the decoder refuses the
 * frame by its head, and nothing behind it hears of that before the connection is closed.
 */
@ApplicationScoped
class LargeFrames {
    private static final int BEFORE_THE_SOCKET = -1;
    private static final String NAME = "large-frames";
    /** Handler of the HTTP server, which closes at once. */
    private static final String SERVERS = "handler";

    void register(@Observes Router router) {
        router.route("/chat").order(BEFORE_THE_SOCKET).handler(context -> {
            if (context.request().headers().contains(HttpHeaders.UPGRADE)) {
                watch(context);
            }
            context.next();
        });
    }

    private static void watch(RoutingContext context) {
        ChannelPipeline pipeline = ((ConnectionBase) context.request().connection()).channelHandlerContext().pipeline();
        if (pipeline.get(NAME) == null) {
            pipeline.addBefore(SERVERS, NAME, new Watch());
        }
    }

    private static final class Watch extends ChannelInboundHandlerAdapter {
        private static final int SECONDS_TO_LEAVE = 10;

        @Override
        public void exceptionCaught(ChannelHandlerContext channel, Throwable failure) throws Exception {
            if (failure instanceof CorruptedWebSocketFrameException refused
                    && refused.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
                channel.writeAndFlush(new CloseWebSocketFrame(refused.closeStatus(), "a frame is at most 1 MiB"));
                channel.executor().schedule(() -> channel.close(), SECONDS_TO_LEAVE, TimeUnit.SECONDS);
            } else {
                super.exceptionCaught(channel, failure);
            }
        }
    }
}

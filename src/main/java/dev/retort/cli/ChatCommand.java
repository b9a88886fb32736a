package dev.retort.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;

@Command(name = "chat", description = "Chats in the terminal with a running server.")
final class ChatCommand implements Callable<Integer> {
    private final Terminal terminal;

    ChatCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        terminal.error("not here yet");
        return Retort.FAILED;
    }
}

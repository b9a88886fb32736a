package dev.retort.cli;

import java.util.concurrent.Callable;

import dev.retort.cli.demo.Demo;
import dev.retort.local.Home;
import picocli.CommandLine.Command;

@Command(name = "demo", description = {
        "Plays the whole loop on a fresh home: chat, correct, fine-tune, judge, swap, and the same questions again.",
        "It uses the folder 'demo' inside RETORT_HOME and nothing else; what an earlier demonstration left there is deleted."})
final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        return Demo.play(terminal, Home.configured()) ? Retort.OK : Retort.FAILED;
    }
}

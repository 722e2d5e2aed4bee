package dev.lanewise.bench;

import dev.lanewise.bench.compare.CompareCommand;
import dev.lanewise.bench.results.DiffCommand;
import dev.lanewise.bench.results.RenderCommand;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The main class of benchmarks.jar: {@code compare}, {@code render} and {@code diff} are commands
 * of ours, any other arguments are JMH's.
 */
@Command(
    name = "benchmarks.jar",
    subcommands = {CompareCommand.class, RenderCommand.class, DiffCommand.class})
final class Main {

  private static final List<String> COMMANDS = List.of("compare", "render", "diff");

  private Main() {}

  /** Runs a command of ours or JMH. */
  public static void main(String[] args) throws IOException {
    if (args.length > 0 && COMMANDS.contains(args[0])) {
      CommandLine commands = new CommandLine(new Main());
      commands.setExecutionExceptionHandler((failure, command, parsed) -> {
        command.getErr().println(command.getCommandName() + ": " + failure.getMessage());
        return 1;
      });
      System.exit(commands.execute(args));
    }
    org.openjdk.jmh.Main.main(args);
  }
}

package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.options.NetOptions;
import dev.lanewise.cli.options.RunOptions;
import dev.lanewise.cli.options.SolverOptions;
import dev.lanewise.kernels.Backends;
import dev.lanewise.model.NetSpec;
import dev.lanewise.train.SolverConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --help} and {@code --version} of every command, and the completion script. */
class HelpTest {

  /** The words that call each command, but for picocli's own. */
  static Stream<List<String>> commands() {
    List<List<String>> commands = new ArrayList<>();
    collect(Main.commandLine(), List.of(), commands);
    assertTrue(commands.size() > 7, commands::toString);
    return commands.stream();
  }

  private static void collect(CommandLine command, List<String> words, List<List<String>> all) {
    all.add(words);
    command
        .getSubcommands()
        .forEach((name, sub) -> {
          if (!name.equals("generate-completion")) {
            collect(sub, Stream.concat(words.stream(), Stream.of(name)).toList(), all);
          }
        });
  }

  private static CommandLine command(List<String> words) {
    CommandLine command = Main.commandLine();
    for (String word : words) {
      command = command.getSubcommands().get(word);
    }
    return command;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpExplainsEachOptionWithItsDefaultAndHasAnExample(List<String> words) {
    CommandRun run = CommandRun.of(words, "--help").done();
    assertEquals("", run.err());
    assertTrue(run.out().contains("Example"), run.out());
    assertTrue(run.out().contains("  lanewise ") || run.out().contains(": lanewise "), run.out());
    assertTrue(run.out().lines().allMatch(line -> line.length() <= 100), run.out());
    for (OptionSpec option : command(words).getCommandSpec().options()) {
      String names = String.join(", ", option.names());
      assertTrue(run.out().contains(option.longestName()), names);
      String explained = String.join(" ", option.description());
      assertTrue(explained.length() > 10, names);
      boolean takesAValue = option.arity().max() > 0;
      assertTrue(
          !takesAValue || option.required() || explained.contains("Default: "),
          () -> words + " " + names + " tells no default");
    }
  }

  @Test
  void theDefaultsThatHelpTellsAreThoseOfARun() {
    String text = CommandRun.of("train", "--help").done().out();
    for (String line :
        List.of(
            "--batch-size=N Samples of a step, at most the training set. Default: 100.",
            "--epochs=N Passes over the training set. Default: 10.",
            "--learning-rate=R Size of a step. Default: 1e-3.")) {
      assertTrue(text.replaceAll("\\s+", " ").contains(line), () -> line + " not in\n" + text);
    }
    NetSpec net = new NetOptions().spec(new RunOptions(), 1, 2);
    SolverOptions solver = new SolverOptions();
    assertEquals(List.of(100), net.hidden());
    assertEquals(1e-3, net.weightScale());
    assertEquals(0, net.reg());
    assertEquals(SolverConfig.DEFAULT, solver.config(new RunOptions()));
  }

  @Test
  void versionTellsProgramJdkAndVectors() {
    int bits = Backends.widestVectorBits();
    List<String> expected =
        List.of(
            "lanewise " + Version.lanewise(),
            "JDK " + Runtime.version(),
            bits > 0 ? "backend vector, " + bits + " bits" : "backend scalar");
    assertEquals(expected, CommandRun.of("--version").done().outLines());
    assertEquals(expected, CommandRun.of("-V").done().outLines());
  }

  @Test
  void bashTakesTheCompletionScript(@TempDir Path temp) throws Exception {
    String script = CommandRun.of("generate-completion").done().out();
    for (String word : List.of("evaluate", "--learning-rate", "--vector-bits", "fetch")) {
      assertTrue(script.contains(word), word);
    }
    Path file = Files.writeString(temp.resolve("completion"), script);
    Process bash = new ProcessBuilder("bash", "-n", file.toString()).inheritIO().start();
    assertEquals(0, bash.waitFor());
  }

  @Test
  void noCommandShowsTheCommands() {
    CommandRun run = CommandRun.of();
    assertEquals(0, run.code());
    for (String name : Main.commandLine().getSubcommands().keySet()) {
      assertTrue(run.out().contains("\n  " + name + " "), () -> name + " not in " + run.out());
    }
    assertEquals(run.out(), CommandRun.of("--help").done().out());
  }
}

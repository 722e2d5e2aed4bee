package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.options.TrainSettings;
import dev.lanewise.kernels.Backends;
import dev.lanewise.model.NetSpec;
import dev.lanewise.train.TrainingConfig;
import dev.lanewise.train.TrainingPlan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

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
    assertTrue(run.out().lines().allMatch(line -> line.length() <= 80), run.out());
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

  /** At every width that help has, words are whole, and examples are lines to copy. */
  @ParameterizedTest
  @MethodSource("commands")
  void noWordIsBrokenAtTheEdge(List<String> words) {
    CommandLine command = command(words);
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    for (int width = 60; width <= 100; width++) {
      CommandLine.Help help = TerminalHelp.of(command.getCommandSpec(), plain(), width);
      String text = help.optionList() + help.parameterList() + help.description();
      int most = width;
      assertTrue(text.lines().allMatch(line -> line.length() <= most), text);
      Set<String> printed = new HashSet<>(List.of(text.split("\\s+")));
      List<String> texts = new ArrayList<>(List.of(usage.description()));
      command.getCommandSpec().args().forEach(arg -> texts.addAll(List.of(arg.description())));
      for (String description : texts) {
        String told = description.replaceAll("%n|\\$\\{DEFAULT-VALUE}\\.", " ");
        for (String word : told.strip().split("\\s+")) {
          assertTrue(word.isEmpty() || printed.contains(word), word + " at width " + width);
        }
      }
    }
    for (String line : usage.footer()) {
      assertTrue(line.length() < 60, line);
    }
  }

  private static CommandLine.Help.ColorScheme plain() {
    return CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF);
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
    TrainingPlan plan = new TrainSettings().plan(1, 2);
    NetSpec net = plan.net();
    assertEquals(List.of(100), net.hidden());
    assertEquals(1e-3, net.weightScale());
    assertEquals(0, net.reg());
    assertEquals(TrainingConfig.DEFAULT, plan.config());
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tr                         | train
          train --learn              | --learning-rate
          train --activation s       | sigmoid
          train --normalize s        | standardize
          grid --search              | grid random halving
          grid --activation r        | relu
          predict --split t          | train test
          predict --format j         | jsonl
          train --data s             | sample sub
          evaluate --model m --data f| fashion-mnist
          evaluate --model net       | net.safetensors
          grid --results n           | net.safetensors
          train --data-dir su        | sub
          predict --image n          | net.safetensors
          data info s                | sample sub
          data fetch m               | mnist
          """)
  void bashCompletesAsHelpSpells(String line, String expected, @TempDir Path temp)
      throws Exception {
    Files.createDirectory(temp.resolve("sub"));
    Files.createFile(temp.resolve("net.safetensors"));
    String script = CommandRun.of("generate-completion").done().out();
    // An interactive shell splits the line; the last word is the one to complete.
    String words = "lanewise " + line + (line.equals("grid --search") ? " ''" : "");
    String asked =
        "COMP_WORDS=(%s); COMP_LINE='lanewise %s'; COMP_POINT=${#COMP_LINE}%n"
                .formatted(words, line)
            + "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_lanewise 2>/dev/null%n".formatted()
            + "echo ${COMPREPLY[*]}";
    Path file = Files.writeString(temp.resolve("completion"), script + "\n" + asked);
    Process bash = new ProcessBuilder("bash", file.toString()).directory(temp.toFile()).start();
    String told = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(Set.of(expected.split(" ")), Set.of(told.split(" ")), told);
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

package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** {@code --config FILE.toml}: options from a file, beneath those that are typed. */
class ConfigFileTest {

  private static final List<String> ONLY_TYPED = List.of("--config", "--help");

  @TempDir private Path temp;
  private Path file;
  private String data = "";

  @BeforeEach
  void write() throws IOException {
    file = temp.resolve("run.toml");
    data = TinyData.write(temp.resolve("tiny")).toString();
  }

  private CommandRun run(String toml, String line) throws IOException {
    Files.writeString(file, toml);
    return CommandRun.of(List.of(line.trim().split(" +")), "--config", file.toString());
  }

  private static Object settings(CommandRun run) {
    return run.done().document().getOrDefault("settings", Map.of());
  }

  private static Object weights(CommandRun run) {
    return run.done().document().getOrDefault("weightsSha256", "none");
  }

  /** As editors on Windows write it. */
  @Test
  void aByteOrderMarkIsSkipped() throws IOException {
    String options = "train --quiet --json --batch-size 9 --data " + data;
    assertEquals(
        weights(run("hidden = 7\r\nepochs = 2\r\n", options)),
        weights(run("\ufeffhidden = 7\r\nepochs = 2\r\n", options)));
  }

  @Test
  void aValueIsOneLine() throws IOException {
    String error = run("hidden = \"\"\"5\n4\"\"\"", "train").error(2);
    assertTrue(error.contains(": line 1: hidden: text with a line break"), error);
  }

  @Test
  void aFileMeansWhatItsOptionsMeanWhenTyped() throws IOException {
    String toml =
        """
        # every type that a value may have
        data = "%s"
        hidden = "5-4"
        learning-rate = 1e-2
        optimizer = "momentum"
        momentum = 0.8
        epochs = 3
        batch-size = "9"
        class-weights = [1, 2.5, 1]
        normalize = 'unit'
        json = true
        quiet = false
        """
            .formatted(data.replace("\\", "\\\\"));
    CommandRun typed =
        CommandRun.of(
            List.of("train", "--data", data, "--json"),
            ("--hidden 5-4 --learning-rate 1e-2 --optimizer momentum --momentum 0.8 --epochs 3"
                    + " --batch-size 9 --class-weights 1,2.5,1 --normalize unit")
                .split(" "));
    CommandRun given = run(toml, "train");
    assertEquals(settings(typed), settings(given));
    assertEquals(weights(typed), weights(given));
    assertNotEquals(weights(typed), weights(run(toml, "train --seed 1")));
  }

  @Test
  void theCommandLineWins() throws IOException {
    String toml = "json = true\nepochs = 3\nhidden = 7\nseed = 5\nbatch-size = 9\n";
    String line = "train --data " + data;
    Map<?, ?> settings = (Map<?, ?>) settings(run(toml, line + " --epochs 2 --hidden=6"));
    assertEquals(2, settings.get("epochs"));
    assertEquals(List.of(6), settings.get("hidden"));
    assertEquals(5, settings.get("seed"));
    assertTrue(run(toml, line + " --json=false").done().out().startsWith("epoch "));
    String wrong = "epochs = \"many\"\nbatch-size = 9\n"; // what is typed is not even read
    assertEquals(0, run(wrong, line + " --epochs 2").code());
  }

  @Test
  void aListIsReplacedAndNotAddedTo() throws IOException {
    String toml = "learning-rate = [1e-3, 1e-2, 1e-1]\nhidden = [5]\nepochs = 1\nbatch-size = 9\n";
    CommandRun run = run(toml, "grid --json --reg 0 --learning-rate 1 --data " + data);
    assertEquals(1, trials(run).size());
    assertEquals(1.0, ((Map<?, ?>) trials(run).getFirst()).get("learningRate"));
  }

  private static List<?> trials(CommandRun run) {
    return (List<?>) run.done().document().getOrDefault("trials", List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hidden = [5, '4-3', "none"]; learning-rate = [1e-3, 0.01]; reg = 0; batch-size = [9]; optimizer = "sgd,adam" \
          | --hidden 5,4-3,none --learning-rate 1e-3,0.01 --reg 0 --batch-size 9 --optimizer sgd,adam
          search = "random"; trials = 3; learning-rate = "1e-4..1e-2"; hidden = "3..9"; seed = 4; batch-size = 9; no-fuse = true \
          | --search random --trials 3 --learning-rate 1e-4..1e-2 --hidden 3..9 --seed 4 --batch-size 9 --no-fuse
          folds = 3; no-refit = true; hidden = "5,6"; learning-rate = 0.01; reg = [0]; batch-size = 9; class-weights = [1, 2, 3] \
          | --folds 3 --no-refit --hidden 5,6 --learning-rate 0.01 --reg 0 --batch-size 9 --class-weights 1,2,3
          """)
  void aGridByFileIsTheGridByArguments(String toml, String options) throws IOException {
    String line = "grid --json --epochs 2 --data " + data;
    CommandRun typed = CommandRun.of((line + " " + options).split(" +"));
    assertEquals(trials(typed), trials(run(toml.replace("; ", "\n"), line)));
  }

  static Stream<List<String>> options() {
    return Stream.of("train", "grid")
        .flatMap(name ->
            command(name).getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .filter(option -> !ONLY_TYPED.contains(option))
                .map(option -> List.of(name, option)));
  }

  private static CommandLine command(String name) {
    return Optional.ofNullable(Main.commandLine().getSubcommands().get(name)).orElseThrow();
  }

  /** Every option, also one that comes later: given alone, it has the value that typing gives. */
  @ParameterizedTest
  @MethodSource("options")
  void everyOptionCanBeGiven(List<String> names) throws IOException {
    String name = names.getLast();
    OptionSpec option = command(names.getFirst()).getCommandSpec().findOption(name);
    boolean flag = option.arity().max() == 0;
    String value = flag ? "true" : value(names.getFirst(), option);
    String typed = flag ? name : name + "=" + value;
    List<String> spellings = flag ? List.of(value) : List.of("'" + value + "'", unquoted(value));
    boolean isName = option.paramLabel().matches(".*(FILE|DIR|MODEL|PATH).*");
    for (String spelling : isName ? spellings.subList(0, 1) : spellings) {
      String toml = name.substring(2) + " = " + spelling;
      List<GivenOption> given =
          new TomlOptions(file, command(names.getFirst()).getCommandSpec()).of(toml);
      assertEquals(List.of(new GivenOption(name, typed, "line 1")), given);
    }
    assertEquals(
        Optional.of(value).filter(_ -> !flag),
        Optional.of(parsed(names.getFirst(), typed, name)).filter(_ -> !flag));
  }

  /** A number without quotes, a text with them. */
  private static String unquoted(String value) {
    return value.matches("[0-9.]+") ? value : "\"" + value + "\"";
  }

  private static String parsed(String command, String argument, String name) {
    CommandLine.ParseResult parsed = Main.commandLine().parseArgs(command, argument).subcommand();
    return String.join(",", parsed.matchedOption(name).originalStringValues());
  }

  /** A value that the option takes: one of its choices, else the first of these. */
  private static String value(String command, OptionSpec option) {
    Stream<String> choices =
        option.completionCandidates() == null
            ? Stream.of()
            : Stream.of(option.completionCandidates().iterator().next());
    return Stream.concat(choices, Stream.of("7", "0.25", "x"))
        .filter(value -> isTaken(command, option.longestName() + "=" + value))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isTaken(String command, String argument) {
    try {
      Main.commandLine().parseArgs(command, argument);
      return true;
    } catch (ParameterException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 | train | epochs = 3~hiden = 5            | line 2: unknown option: 'hiden'; did you mean hidden?
          2 | train | lr = 5                          | line 1: unknown option: 'lr'; did you mean learning-rate?
          2 | train | learning_rate = 5               | line 1: unknown option: 'learning_rate'; did you mean learning-rate?
          2 | train | folds = 5                       | line 1: unknown option: 'folds'; it is an option of grid
          2 | train | zzz = 5                         | line 1: unknown option: 'zzz' (see
          2 | train | "" = 5                          | line 1: unknown option: ''
          2 | train | config = "other.toml"           | line 1: config is for the command line only
          2 | train | help = true                     | line 1: help is for the command line only
          2 | train | # section~[train]~epochs = 1    | line 2: 'train' is a section
          2 | train | train.epochs = 1                | line 1: 'train' is a section
          2 | train | json = "yes"                    | line 1: json: 'yes' is text; expected true or false
          2 | train | json = 1                        | line 1: json: 1 is a number; expected true or false
          2 | train | epochs = true                   | line 1: epochs: true is no number or text; expected
          2 | train | epochs = 1979-05-27             | line 1: epochs: 1979-05-27 is a date or time; expected
          2 | train | epochs = { a = 1 }              | line 1: 'epochs' is a section
          2 | train | data = 5                        | line 1: data: 5 is a number; expected text in quotes
          2 | train | model = ["a", "b"]              | line 1: model: a list; expected text in quotes
          2 | train | epochs = [1, 2]                 | line 1: Invalid value for option '--epochs': '1,2' is not
          2 | train | epochs = 1.5                    | line 1: Invalid value for option '--epochs': '1.5' is not
          2 | train | ~~epochs = 0                    | line 3: epochs must be at least 1, got 0
          2 | train | backend = "gpu"                 | line 1: Invalid value for option '--backend'
          2 | train | momentum = 0.5                  | line 1: --momentum is for --optimizer momentum or nesterov
          2 | train | seed = 1~resume = true          | line 2: --resume needs the --checkpoint FILE
          2 | train | train-size = 0                  | line 1: training size 0; it must be at least 1
          2 | train | epochs = 1~validation-size = 60 | line 2: training size of at least 1 and validation size 60
          2 | train | batch-size = 55                 | line 1: --batch-size 55 is larger than the training set
          2 | grid  | folds = 1                       | line 1: --folds must be at least 2, got 1
          2 | grid  | epochs = []                     | line 1: epochs: an empty list; expected
          2 | grid  | epochs = [[1], [2]]             | line 1: epochs: a list in a list; expected
          2 | grid  | epochs = [true]                 | line 1: epochs: true is no number or text; expected
          2 | grid  | learning-rate = [1e-3, 0.001]   | line 1: --learning-rate has the value 1e-3 twice
          3 | train | epochs =                        | line 1, column 9: Unexpected end of input; expected
          3 | train | epochs 5                        | line 1, column 8: Unexpected '5'; expected . or =
          3 | train | epochs = 5~epochs = 6           | line 2, column 1: epochs previously defined at line 1
          3 | grid  | hidden = [5                     | line 1, column 12: Unexpected end of input; expected
          """)
  void whatIsWrongIsToldWithItsPlace(int code, String command, String toml, String told)
      throws IOException {
    String error =
        run(toml.replace("~", "\n"), command + (toml.startsWith("data") ? "" : " --data " + data))
            .error(code);
    assertTrue(error.startsWith("lanewise: " + file + ": " + told), error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epochs = 0", "optimizer = \"adam\"\nmomentum = 0.5"})
  void whatIsTypedWrongIsNotSaidToStandInTheFile(String toml) throws IOException {
    String error = run(toml, "train --epochs 1 --batch-size 0 --momentum=0.5").error(2);
    assertTrue(!error.contains(file + ": line 2"), error);
    String other = run("epochs = 1", "train --batch-size 0").error(2);
    assertTrue(other.startsWith("lanewise: batch size must be at least 1"), other);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere.toml", "tiny", "bytes", "large", "deep"})
  void aFileThatCannotBeRead(String name) throws IOException {
    Files.write(temp.resolve("bytes"), "hidden = \"\u00e9\"".getBytes(StandardCharsets.ISO_8859_1));
    Files.writeString(temp.resolve("large"), "# much\n".repeat(10_000));
    Files.writeString(temp.resolve("deep"), "hidden = " + "[".repeat(50_000));
    String path = temp.resolve(name).toString();
    String error = CommandRun.of("train", "--config", path).error(3);
    assertTrue(error.startsWith("lanewise: " + path + ": "), error);
  }

  /** Options of the file must agree with the run that goes on, as typed ones must. */
  @Test
  void aRunGoesOnWithTheSameFile() throws IOException {
    Path saved = temp.resolve("run.checkpoint");
    String toml = "hidden = 5\nseed = %d\nbatch-size = 9\ncheckpoint = '%s'\nresume = true\n";
    run(toml.formatted(4, saved), "train --epochs 1 --data " + data).done();
    String told = run(toml.formatted(4, saved), "train --epochs 2 --data " + data).done().out();
    assertTrue(told.contains("goes on after epoch 1 of 2"), told);
    String error = run(toml.formatted(9, saved), "train --epochs 2 --data " + data).error(3);
    assertTrue(error.contains("--seed: 9 is typed, the run has 4"), error);
  }
}

package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.jr.ob.JSON;

/** The command of a grid's page, run as a shell runs it, gives the weights that the page tells. */
class TrainLineTest {

  private static final Pattern CONTEXT =
      Pattern.compile(
          "<script type=\"application/json\" id=\"context\">(.*?)</script>", Pattern.DOTALL);

  private static final String TINY = "--batch-size 10 --weight-scale 0.1 ";

  @TempDir private Path temp;
  private Path data = Path.of("");

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(temp.resolve("tiny"));
  }

  /** The command on a page, as it is printed there. */
  private static String line(Path page) throws IOException {
    Matcher matcher = CONTEXT.matcher(Files.readString(page));
    assertTrue(matcher.find(), "no context");
    List<?> parts =
        (List<?>) Optional.ofNullable(JSON.std.mapFrom(matcher.group(1)).get("command")).get();
    return String.join(" ", parts.stream().map(String::valueOf).toList());
  }

  /** The words that a POSIX shell makes of a line. */
  private static List<String> words(String line) throws IOException {
    String script = "lanewise() { printf '%s\\0' \"$@\"; }; " + line;
    Process shell = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
    String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(out.endsWith("\0"), out);
    return List.of(out.substring(0, out.length() - 1).split("\0", -1));
  }

  private CommandRun grid(Path folder, String options) {
    List<String> args =
        new ArrayList<>(
            List.of("grid", "--json", "--report", temp.resolve("page.html").toString()));
    args.addAll(List.of("--data", folder.toString()));
    args.addAll(List.of(options.split(" ")));
    return CommandRun.of(args).done();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> best(Map<String, Object> document) {
    return (Map<String, Object>) Optional.ofNullable(document.get("best")).orElseThrow();
  }

  /** Runs the command of the page. */
  private String assertGivesTheBest(Map<String, Object> grid) throws IOException {
    String line = line(temp.resolve("page.html"));
    assertTrue(line.startsWith("lanewise train"), line);
    Map<String, Object> alone = CommandRun.of(words(line), "--json").done().document();
    Map<String, Object> best = best(grid);
    assertEquals(best.get("weightsSha256"), alone.get("weightsSha256"), line);
    assertEquals(best.get("testAccuracy"), alone.get("testAccuracy"), line);
    assertEquals(best.get("settings"), alone.get("settings"), line);
    return line;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--hidden 5,8 --learning-rate 0.01,0.001 --epochs 2,1 --reg 0.5",
        "--hidden none,5-4 --learning-rate 0.01 --epochs 2 --reg 0,0.1 --lr-decay 0.5",
        "--hidden 5 --epochs 2 --train-size 40 --validation-size 9 --test-size 3",
        "--hidden 5 --epochs 2 --train-size 40",
        "--hidden 5 --epochs 2 --validation-size 9",
        "--hidden 5 --epochs 2 --validation-size 0",
        "--hidden 5 --epochs 2 --normalize standardize --sampling replacement --init gaussian",
        "--hidden 5 --epochs 2 --normalize none",
        "--hidden 5 --epochs 9 --learning-rate 0.01,1e-7 --early-stopping 1",
        "--hidden 5 --epochs 2 --activation tanh,sigmoid --loss svm --seed 3,-4",
        "--hidden 5 --epochs 2 --seed -9223372036854775808",
        "--search random --trials 5 --hidden 4..9 --learning-rate 1e-3..0.1 --epochs 1..3",
        "--search halving --trials 9 --hidden 4..9 --learning-rate 1e-4..0.1 --epochs 9",
        "--folds 3 --hidden 5,8 --learning-rate 0.01,0.001 --epochs 4,1 --reg 0.5",
        "--folds 2 --hidden 5 --epochs 3 --train-size 40 --validation-size 9 --seed 2",
        "--folds 3 --hidden 5 --epochs 9 --early-stopping 1 --normalize standardize",
      })
  void theCommandGivesTheWeights(String options) throws IOException {
    assertGivesTheBest(grid(data, TINY + options).document());
  }

  /** A default of train stands for another initialization in a deep net than in others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--hidden 5-4",
        "--hidden 5-4 --init gaussian",
        "--hidden 5-4 --init he",
        "--hidden 5-4 --weight-scale 0.1",
        "--hidden 5 --init he",
        "--hidden 5,none --init gaussian",
        "--hidden 5-4,4-4-4 --folds 3",
      })
  void theCommandHasTheInitialization(String options) throws IOException {
    assertGivesTheBest(grid(data, "--batch-size 10 --epochs 3 " + options).document());
  }

  /** A trial that halving left out is the run of its shortened epochs. */
  @Test
  void trialsThatHalvingLeftOutAreRunsOfTheirEpochs() throws IOException {
    String same = "--batch-size 10 --weight-scale 0.1 --learning-rate 0.01 --reg 0.5";
    Map<String, Object> document =
        grid(data, same + " --search halving --trials 6 --hidden 4..12 --epochs 9").document();
    Set<Object> epochs = new HashSet<>();
    for (Object each : (List<?>) Optional.ofNullable(document.get("trials")).orElseThrow()) {
      Map<?, ?> trial = (Map<?, ?>) each;
      List<String> args = new ArrayList<>(List.of("train", "--json", "--data", data.toString()));
      args.addAll(List.of(same.split(" ")));
      args.addAll(List.of("--epochs", String.valueOf(trial.get("epochs"))));
      args.addAll(
          List.of("--hidden", String.valueOf(trial.get("hidden")).replaceAll("[^0-9]", "")));
      Map<String, Object> alone = CommandRun.of(args).done().document();
      assertEquals(trial.get("weightsSha256"), alone.get("weightsSha256"), args.toString());
      assertEquals(trial.get("settings"), alone.get("settings"), args.toString());
      epochs.add(trial.get("epochs"));
    }
    assertEquals(Set.of(1, 3, 9), epochs);
  }

  /** The sample has a validation part of its own, whose rows the refit takes too. */
  @Test
  void theRefitOnTheSampleCanBeDoneAgain() throws IOException {
    String options = "--test-size 50 --folds 2 --hidden 5 --epochs 1 --reg 0.1";
    Map<String, Object> document = grid(Path.of(CommandRun.sample()), options).document();
    String line = assertGivesTheBest(document);
    assertTrue(line.contains(" --train-size 14000 --validation-size 0 --test-size 50 "), line);
  }

  /** Rows that do not follow one another in the files cannot be asked for. */
  @Test
  void aRefitThatTrainCannotDoHasNoLine() throws IOException {
    String options = "--train-size 300 --validation-size 100 --folds 2 --hidden 5 --epochs 1";
    grid(Path.of(CommandRun.sample()), options);
    assertEquals("", line(temp.resolve("page.html")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space",
        "it's",
        "\"quoted\" $HOME `id` \\n",
        "a;b&c|d",
        "Bilder für Äpfel",
        "*",
        "~",
        "new\nline",
        "sample"
      })
  void anyFolderIsQuoted(String name) throws IOException {
    Path folder = TinyData.write(temp.resolve("more").resolve(name));
    String line = assertGivesTheBest(grid(folder, TINY + "--hidden 5 --epochs 1,2").document());
    assertEquals(folder.toString(), words(line).get(words(line).indexOf("--data") + 1));
  }

  /** Only what is not the default of train is there. */
  @Test
  void theLineIsShort() throws IOException {
    grid(data, "--hidden 100 --learning-rate 1e-3 --reg 0 --epochs 10 --batch-size 10");
    assertEquals(
        "lanewise train --data " + data + " --batch-size 10", line(temp.resolve("page.html")));
  }

  @Test
  void withoutAModelThereIsNoLine() throws IOException {
    grid(data, TINY + "--hidden 5 --epochs 1 --folds 2 --no-refit");
    assertEquals("", line(temp.resolve("page.html")));
  }
}

package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.check.GradientReport;
import dev.lanewise.check.ParameterCheck;
import dev.lanewise.check.ParameterCheck.Verdict;
import dev.lanewise.train.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gradcheck}: its table, its document, its exit codes. */
class GradcheckTest {

  @TempDir private Path temp;
  private String tiny = "";

  @BeforeEach
  void writeData() throws IOException {
    tiny = TinyData.write(temp.resolve("tiny")).toString();
  }

  private CommandRun run(String options) {
    List<String> args = new ArrayList<>(List.of("gradcheck", "--data", tiny));
    args.addAll(List.of(options.strip().split(" +")));
    if (!options.contains("--batch-size")) {
      args.addAll(List.of("--batch-size", "20"));
    }
    return CommandRun.of(args);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> parameters(Map<String, Object> document) {
    return (List<Map<String, Object>>) document.get("parameters");
  }

  @Test
  void text() {
    CommandRun run = run("--hidden 50-3 --reg 0.1").done();
    assertTrue(run.err().contains("net 4-50-3-3, relu, softmax loss, 415 parameters"), run.err());
    List<String> lines = run.outLines();
    assertEquals(
        List.of("shape", "values", "kinks", "error", "at", "gradient", "numerical", "verdict"),
        List.of(lines.getFirst().strip().split(" +")));
    List<String> shapes = List.of("W1 4x50", "b1 1x50", "W2 50x3", "b2 1x3", "W3 3x3", "b3 1x3");
    for (int i = 0; i < shapes.size(); i++) {
      String line = lines.get(i + 1);
      assertTrue(line.replaceAll(" +", " ").startsWith(shapes.get(i) + " "), line);
      assertTrue(line.endsWith("  ok"), line);
      assertTrue(line.length() <= 80, line);
    }
    String last = String.join(" ", lines.subList(7, lines.size()));
    assertTrue(last.startsWith("gradients are right: largest error "), last);
    assertTrue(last.contains(" of at most 1e-3; loss "), last);
  }

  @Test
  void quietHasTheTableAlone() {
    CommandRun run = run("--quiet").done();
    assertEquals("", run.err());
    assertEquals(6, run.outLines().size());
  }

  @Test
  void json() {
    CommandRun run = run("--json --hidden 50 --checks 7 --seed 3 --class-weights balanced");
    Map<String, Object> document = run.done().document();
    assertEquals("", run.err());
    assertEquals(
        List.of(
            "command",
            "status",
            "seed",
            "threads",
            "backend",
            "vectorBits",
            "data",
            "net",
            "settings",
            "parameters",
            "samples",
            "samplesAtKinks",
            "loss",
            "numericalLoss",
            "largestError",
            "tolerance"),
        List.copyOf(document.keySet()));
    assertEquals("gradcheck", document.get("command"));
    assertEquals("done", document.get("status"));
    assertEquals(3, document.get("seed"));
    @SuppressWarnings("unchecked")
    Map<String, Object> settings = (Map<String, Object>) document.get("settings");
    assertEquals(GradcheckCommand.SETTINGS.size() + 1, settings.size(), settings::toString);
    assertEquals("balanced", settings.get("classWeights"));
    assertEquals("center", settings.get("normalize"));
    int rows = (Integer) document.get("samples") + (Integer) document.get("samplesAtKinks");
    assertEquals(20, rows);
    List<Map<String, Object>> parameters = parameters(document);
    assertEquals(
        List.of("W1", "b1", "W2", "b2"), parameters.stream().map(it -> it.get("name")).toList());
    double largest = 0;
    for (Map<String, Object> it : parameters) {
      int values = Math.min(7, (Integer) it.get("rows") * (Integer) it.get("columns"));
      assertEquals(values, (Integer) it.get("checked") + (Integer) it.get("atKinks"));
      assertEquals("ok", it.get("verdict"));
      largest = Math.max(largest, (Double) it.get("largestError"));
    }
    assertEquals(largest, document.get("largestError"));
    assertTrue(largest > 0 && largest < 1e-3, "error " + largest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--hidden none",
        "--activation gelu --init xavier",
        "--activation leaky-relu --loss svm --hidden 9-5 --init he",
        "--label-smoothing 0.2 --class-weights 1,2,0.5 --init torch",
        "--normalize standardize --weight-scale 0.5 --activation tanh",
        "--backend scalar --threads 2 --batch-size 54"
      })
  void anyNet(String options) {
    run(options).done();
  }

  @Test
  void theSeedDrawsWeightsAndValues() {
    Object one = run("--json --seed 1").done().document().get("parameters");
    assertEquals(one, run("--json --seed 1 --backend scalar").done().document().get("parameters"));
    assertNotEquals(one, run("--json --seed 2").done().document().get("parameters"));
  }

  /** All units of ReLU lie at its kink: nothing is said to be right. */
  @Test
  void whatCannotBeComparedIsUndecided() {
    CommandRun run = run("--weight-scale 0 --quiet");
    assertEquals(1, run.code());
    assertEquals(
        "undecided: all 20 samples lie at a kink; try another --init or --seed",
        run.outLines().getLast());
    Map<String, Object> document = run("--weight-scale 0 --json").document();
    assertEquals("undecided", document.get("status"));
    assertEquals(null, document.get("loss"));
  }

  @Test
  void whatIsWrongIsNamed() {
    ParameterCheck right = new ParameterCheck("W1", 2, 3, 6, 0, 1e-5, 1, 2, 0.1, 0.1, Verdict.OK);
    ParameterCheck wrong =
        new ParameterCheck("b1", 1, 3, 3, 0, 0.05, 0, 2, 0.11, 0.1, Verdict.WRONG);
    assertEquals(
        "gradients are WRONG: b1; largest error 0.05 of at most 1e-3; loss 2, in double precision"
            + " 2, of 9 samples (1 more lie at a kink)",
        GradcheckReport.verdict(new GradientReport(List.of(right, wrong), 9, 1, 2, 2, 1e-3)));
    assertEquals(
        "the loss is WRONG; loss 2.2, in double precision 2, of 9 samples",
        GradcheckReport.verdict(new GradientReport(List.of(right), 9, 0, 2.2, 2, 1e-3)));
  }

  /** In the order of the engine's table. */
  @Test
  void itsSettingsAreThoseThatAGradientDependsOn() {
    assertEquals(
        List.of(
            "hidden",
            "reg",
            "batchSize",
            "activation",
            "lossFunction",
            "weightScale",
            "seed",
            "init",
            "labelSmoothing",
            "classWeights"),
        GradcheckCommand.SETTINGS.stream().map(Setting::key).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --checks 0                       | --checks must be at least 1, got 0
          --checks x                       | 'x'
          --batch-size 55                  | --batch-size 55 is larger than the training set of 54 samples
          --batch-size 0                   | batch size must be at least 1
          --dropout 0.1                    | Unknown option: '--dropout'; it is an option of train, grid
          --learning-rate 0.1              | Unknown option: '--learning-rate'
          --label-smoothing 0.1 --loss svm | --label-smoothing is for --loss softmax, got --loss svm
          --class-weights 1,2              | --class-weights: class weights must be as many as classes, 3, got 2
          --init he --weight-scale 0.1     | --weight-scale is for --init gaussian, got --init he
          --hidden 0                       | '0' is not a list of widths
          --reg -1                         | reg must be 0 or more
          """)
  void refusals(String options, String message) {
    String error = run(options).error(2);
    assertTrue(error.contains(message), error);
    assertTrue(error.endsWith(" (see lanewise gradcheck --help)"), error);
  }

  @Test
  void dataThatIsNowhere() {
    CommandRun.of("gradcheck", "--data", temp.resolve("nowhere").toString()).error(3);
  }
}

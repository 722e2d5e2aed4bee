package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code evaluate} against what follows by hand from scores that are the first three pixels.
 *
 * <pre>
 * pixels   3 1 2   2 0 1   1 2 0   0 4 1   5 0 2
 * taken for  0       0       1       1       0
 * label      0       0       0       1       2
 * </pre>
 */
class EvaluateTest {

  private static final double LOSS =
      (loss(3, 1, 2, 3) + loss(2, 0, 1, 2) + loss(1, 2, 0, 1) + loss(0, 4, 1, 4) + loss(5, 0, 2, 2))
          / 5;

  @TempDir private Path temp;
  private List<String> command;

  /** The softmax loss of three scores and the score of the label. */
  private static double loss(double a, double b, double c, double label) {
    return Math.log(Math.exp(a) + Math.exp(b) + Math.exp(c)) - label;
  }

  @BeforeEach
  void write() throws IOException {
    Path model = TinyData.foreignModel(temp.resolve("foreign.safetensors"));
    Path data = TinyData.write(temp.resolve("tiny"));
    command = List.of("evaluate", "--model", model.toString(), "--data", data.toString());
  }

  @Test
  void json() {
    Map<String, Object> document = CommandRun.of(command, "--json").done().document();
    assertEquals(
        List.of("command", "status", "data", "accuracy", "loss", "confusion", "perClass"),
        List.copyOf(document.keySet()));
    assertEquals("evaluate", document.get("command"));
    assertEquals("done", document.get("status"));
    assertEquals(0.6, document.get("accuracy"));
    assertEquals(LOSS, (Double) document.get("loss"), 1e-6);
    assertEquals(
        List.of(List.of(2, 1, 0), List.of(0, 1, 0), List.of(1, 0, 0)), document.get("confusion"));
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> classes = (List<Map<String, Object>>) document.get("perClass");
    assertEquals(3, classes.size());
    assertClass(classes.get(0), "0", 2 / 3.0, 2 / 3.0, 2 / 3.0, 3);
    assertClass(classes.get(1), "1", 0.5, 1, 2 / 3.0, 1);
    assertClass(classes.get(2), "2", 0, 0, 0, 1); // never taken for it: no quotient
  }

  private static void assertClass(
      Map<String, Object> row,
      String name,
      double precision,
      double recall,
      double f1,
      int support) {
    assertEquals(
        List.of("class", "precision", "recall", "f1", "support"), List.copyOf(row.keySet()));
    assertEquals(name, row.get("class"));
    assertEquals(precision, (Double) row.get("precision"), 1e-12);
    assertEquals(recall, (Double) row.get("recall"), 1e-12);
    assertEquals(f1, (Double) row.get("f1"), 1e-12);
    assertEquals(support, row.get("support"));
  }

  @Test
  void text() {
    String[] expected = {
      "accuracy 0.6000  loss %.4f  over 5 samples".formatted(LOSS).replace(',', '.'),
      "",
      "class  precision  recall      f1  support",
      "0       0.6667  0.6667  0.6667        3",
      "1       0.5000  1.0000  0.6667        1",
      "2       0.0000  0.0000  0.0000        1",
      "",
      "confusion (rows: label, columns: predicted, in the order above)",
      "     0  1  2",
      "0 0  2  1  0",
      "1 1  0  1  0",
      "2 2  1  0  0"
    };
    CommandRun run = CommandRun.of(command).done();
    assertEquals(expected.length, run.outLines().size(), run.out());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(words(expected[i]), words(run.outLines().get(i)));
    }
  }

  private static String words(String line) {
    return line.strip().replaceAll(" +", " ");
  }

  @Test
  void theFileOfAnotherProgramGivesAWarning() {
    CommandRun run = CommandRun.of(command, "--json").done();
    assertEquals(1, run.errLines().count(), run.err());
    assertTrue(run.err().startsWith("warning: " + command.get(2) + ": "), run.err());
  }

  @Test
  void everyPartCanBeChosen() {
    assertSamples("train", 54);
    assertSamples("validation", 6);
    assertSamples("test", 5);
    CommandRun none =
        CommandRun.of(command, "--split", "validation", "--validation-size", "0", "--json");
    assertEquals(3, none.code());
    assertEquals("", none.out());
    assertEquals("lanewise: tiny: this part has no samples", none.errorLine());
  }

  private void assertSamples(String part, int samples) {
    Map<String, Object> document =
        CommandRun.of(command, "--json", "--split", part).done().document();
    long counted = 0;
    for (Object row : (List<?>) document.get("confusion")) {
      for (Object count : (List<?>) row) {
        counted += (Integer) count;
      }
    }
    assertEquals(samples, counted);
    assertTrue(
        CommandRun.of(command, "--split", part).done().out().contains("over " + samples + " sam"));
  }

  @Test
  void theModelOfARunHasTheAccuracyOfTheRun() {
    String model = temp.resolve("net.safetensors").toString();
    String data = command.getLast();
    Map<String, Object> run =
        CommandRun.of(
                "train",
                "--data",
                data,
                "--batch-size",
                "9",
                "--hidden",
                "7",
                "--epochs",
                "3",
                "--normalize",
                "standardize",
                "--activation",
                "tanh",
                "--weight-scale",
                "0.3",
                "--learning-rate",
                "0.1",
                "--json",
                "--model",
                model)
            .done()
            .document();
    String[] parts = {"train", "validation", "test"};
    String[] keys = {"trainAccuracy", "validationAccuracy", "testAccuracy"};
    for (int i = 0; i < parts.length; i++) {
      CommandRun evaluation =
          CommandRun.of(
              "evaluate", "--data", data, "--model", model, "--split", parts[i], "--json");
      assertEquals(run.get(keys[i]), evaluation.done().document().get("accuracy"), parts[i]);
      String trained =
          "warning: %s: the model was trained on all of these 54 samples; new ones may give other"
                  .formatted(model)
              + " figures\n";
      assertEquals(parts[i].equals("train") ? trained : "", evaluation.err());
    }
  }
}

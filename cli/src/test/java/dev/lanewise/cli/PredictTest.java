package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

/** {@code predict} on a data set, the scores being the first three pixels. */
class PredictTest {

  private static final int[] CLASSES = {0, 0, 1, 1, 0};

  /** The classes from the likeliest on; of equal scores the lower one first. */
  private static final int[][] RANKING = {{0, 2, 1}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {0, 2, 1}};

  @TempDir private Path temp;
  private Path data;
  private List<String> command;

  @BeforeEach
  void write() throws IOException {
    Path model = TinyData.foreignModel(temp.resolve("foreign.safetensors"));
    data = TinyData.write(temp.resolve("tiny"));
    command = List.of("predict", "--model", model.toString(), "--data", data.toString());
  }

  private static double probability(int sample) {
    return probability(sample, CLASSES[sample]);
  }

  private static double probability(int sample, int c) {
    byte[] x = TinyData.TEST_IMAGES[sample];
    double sum = Math.exp(x[0]) + Math.exp(x[1]) + Math.exp(x[2]);
    return Math.exp(x[c]) / sum;
  }

  /** New columns stand behind the old ones: label, a column a class, the likeliest classes. */
  @Test
  void allProbabilitiesAndTheLikeliestClasses() {
    String[] options = {"--probabilities", "--top", "3"};
    List<String> lines = CommandRun.of(command, options).done().outLines();
    assertEquals(
        "index,class,probability,label,0,1,2,class2,probability2,class3,probability3",
        lines.getFirst());
    for (int i = 0; i < CLASSES.length; i++) {
      String[] fields = lines.get(1 + i).split(",");
      for (int c = 0; c < TinyData.CLASSES; c++) {
        assertEquals(probability(i, c), Double.parseDouble(fields[4 + c]), 1e-6);
      }
      for (int rank = 2; rank <= 3; rank++) {
        int c = RANKING[i][rank - 1];
        assertEquals(Integer.toString(c), fields[3 + 2 * rank]);
        assertEquals(probability(i, c), Double.parseDouble(fields[4 + 2 * rank]), 1e-6);
      }
    }
    options = new String[] {"--probabilities", "--top", "2", "--format", "jsonl"};
    Map<String, Object> first =
        JSON.std.mapFrom(CommandRun.of(command, options).done().outLines().getFirst());
    assertEquals(
        List.of("index", "class", "probability", "label", "probabilities", "top"),
        List.copyOf(first.keySet()));
    Map<?, ?> probabilities = (Map<?, ?>) first.get("probabilities");
    assertEquals(List.of("0", "1", "2"), List.copyOf(probabilities.keySet()));
    assertEquals(probability(0, 2), (Double) probabilities.get("2"), 1e-6);
    List<?> top = (List<?>) first.get("top");
    assertEquals(2, top.size());
    assertEquals("0", ((Map<?, ?>) top.get(0)).get("class"));
    assertEquals("2", ((Map<?, ?>) top.get(1)).get("class"));
  }

  @Test
  void oneClassIsTheDefaultAndNoMoreThanThereAre() {
    assertEquals(
        CommandRun.of(command).done().out(), CommandRun.of(command, "--top", "1").done().out());
    for (String top : List.of("0", "-1", "4")) {
      String line = CommandRun.of(command, "--top", top).errorLine();
      assertEquals(2, CommandRun.of(command, "--top", top).code());
      assertTrue(line.contains("--top " + top + ": expected 1 to 3"), line);
    }
  }

  /** As many inputs, but of another height and width: the same pixels are another picture. */
  @Test
  void dataOfAnotherShapeIsRefused() throws IOException {
    Path model = temp.resolve("shaped.safetensors");
    List<String> train =
        List.of("train", "--data", data.toString(), "--epochs", "1", "--batch-size", "9");
    CommandRun.of(train, "--quiet", "--model", model.toString()).done();
    Path flat = TinyData.write(temp.resolve("flat"));
    for (String name : List.of("train-images-idx3-ubyte", "t10k-images-idx3-ubyte")) {
      byte[] bytes = Files.readAllBytes(flat.resolve(name));
      bytes[11] = 1;
      bytes[15] = 4;
      Files.write(flat.resolve(name), bytes);
    }
    for (String name : List.of("predict", "evaluate")) {
      List<String> applied = List.of(name, "--model", model.toString());
      CommandRun.of(applied, "--data", data.toString()).done();
      assertEquals(
          "lanewise: %s: the model takes 2 x 2 pixels, grey, data flat has 4 x 1 pixels, grey"
              .formatted(model),
          CommandRun.of(applied, "--data", flat.toString()).error(3));
    }
  }

  @Test
  void csv() {
    CommandRun run = CommandRun.of(command).done();
    assertTrue(run.out().indexOf('\r') < 0, "lines end as those of all other output");
    List<String> lines = run.outLines();
    assertEquals("index,class,probability,label", lines.getFirst());
    assertEquals(1 + CLASSES.length, lines.size());
    for (int i = 0; i < CLASSES.length; i++) {
      String[] fields = lines.get(1 + i).split(",");
      assertEquals(4, fields.length);
      assertEquals(Integer.toString(i), fields[0]);
      assertEquals(Integer.toString(CLASSES[i]), fields[1]);
      assertEquals(probability(i), Double.parseDouble(fields[2]), 1e-6);
      assertEquals(Byte.toString(TinyData.TEST_LABELS[i]), fields[3]);
    }
    assertEquals(run.out(), CommandRun.of(command, "--format", "csv").done().out());
  }

  @Test
  void jsonLines() {
    CommandRun run = CommandRun.of(command, "--format", "jsonl").done();
    assertEquals(CLASSES.length, run.outLines().size());
    for (int i = 0; i < CLASSES.length; i++) {
      assertPrediction(i, JSON.std.mapFrom(run.outLines().get(i)));
    }
  }

  @Test
  void json() {
    CommandRun run = CommandRun.of(command, "--json").done();
    Map<String, Object> document = run.document();
    assertEquals(List.of("command", "status", "predictions"), List.copyOf(document.keySet()));
    assertEquals("predict", document.get("command"));
    assertEquals("done", document.get("status"));
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> predictions = (List<Map<String, Object>>) document.get("predictions");
    assertEquals(CLASSES.length, predictions.size());
    for (int i = 0; i < CLASSES.length; i++) {
      assertPrediction(i, predictions.get(i));
    }
    assertEquals(1, run.errLines().count(), run.err());
    assertTrue(run.err().startsWith("warning: "), run.err());
  }

  private static void assertPrediction(int sample, Map<String, Object> prediction) {
    assertEquals(
        List.of("index", "class", "probability", "label"), List.copyOf(prediction.keySet()));
    assertEquals(Byte.toString(TinyData.TEST_LABELS[sample]), prediction.get("label"));
    assertEquals(sample, prediction.get("index"));
    assertEquals(Integer.toString(CLASSES[sample]), prediction.get("class"));
    assertEquals(probability(sample), (Double) prediction.get("probability"), 1e-6);
  }

  @Test
  void aProbabilityThatIsNoNumberIsNull() throws IOException {
    float[] weights = new float[TinyData.INPUTS * TinyData.CLASSES];
    weights[0] = Float.MAX_VALUE; // three times as much, the first score, is infinite
    Path model =
        TinyData.foreignModel(
            temp.resolve("infinite.safetensors"), TinyData.INPUTS, TinyData.CLASSES, weights);
    CommandRun run =
        CommandRun.of(
            "predict",
            "--model",
            model.toString(),
            "--data",
            data.toString(),
            "--test-size",
            "1",
            "--json");
    assertTrue(run.done().out().contains("\"probability\":null"), run.out());
  }

  @Test
  void aPartWithoutSamplesGivesTheHeadAlone() {
    CommandRun run = CommandRun.of(command, "--test-size", "0").done();
    assertEquals(List.of("index,class,probability,label"), run.outLines());
  }

  @Test
  void everyPartCanBeChosen() {
    assertEquals(1 + 54, CommandRun.of(command, "--split", "train").done().outLines().size());
    assertEquals(1 + 6, CommandRun.of(command, "--split", "validation").done().outLines().size());
  }

  @Test
  void classNamesAreQuotedWhereTheyNeedIt() throws IOException {
    List<String> names = List.of("cat, grey", "a \"dog\"", "été");
    Files.write(data.resolve("classes.txt"), names);
    Path model = temp.resolve("named.safetensors");
    CommandRun.of(
            "train",
            "--data",
            data.toString(),
            "--batch-size",
            "9",
            "--hidden",
            "none",
            "--learning-rate",
            "0.01",
            "--epochs",
            "20",
            "--quiet",
            "--model",
            model.toString())
        .done();
    List<String> named =
        List.of(
            "predict",
            "--model",
            model.toString(),
            "--data",
            data.toString(),
            "--split",
            "train",
            "--train-size",
            "9");
    List<String> quoted = List.of("\"cat, grey\"", "\"a \"\"dog\"\"\"", "été");
    List<String> rows = CommandRun.of(named).done().outLines();
    List<String> documents = CommandRun.of(named, "--format", "jsonl").done().outLines();
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      String name = JSON.std.mapFrom(documents.get(i)).get("class").toString();
      int c = names.indexOf(name);
      String row = rows.get(1 + i);
      assertTrue(row.startsWith(i + "," + quoted.get(c) + ","), row);
      seen.add(c);
    }
    assertTrue(seen.containsAll(List.of(0, 1, 2)), () -> "it learns every class: " + seen);
  }
}

package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.io.Safetensors;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code --label-smoothing} and {@code --class-weights} do in {@code train} and grids. */
class LossOptionsTest {

  @TempDir private Path temp;
  private String tiny = "";

  @BeforeEach
  void writeData() throws IOException {
    tiny = TinyData.write(temp.resolve("tiny")).toString();
  }

  private CommandRun run(String line, String... more) {
    List<String> args = new ArrayList<>(List.of(line.split(" ")));
    args.addAll(List.of("--data", tiny, "--batch-size", "10", "--epochs", "2", "--json"));
    return CommandRun.of(args, more);
  }

  private String witness(String line) {
    return run(line).done().document().get("weightsSha256").toString();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> document, String key) {
    return (Map<String, Object>) document.get(key);
  }

  @Test
  void eachOfThemChangesTheModel() {
    Set<String> witnesses = new HashSet<>();
    for (String options :
        List.of(
            "",
            " --label-smoothing 0.1",
            " --class-weights 1,2,0.5",
            " --label-smoothing 0.1 --class-weights 1,2,0.5",
            " --loss svm",
            " --loss svm --class-weights 1,2,0.5")) {
      witnesses.add(witness("train" + options));
    }
    assertEquals(6, witnesses.size());
    assertEquals(
        witness("train"), witness("train --label-smoothing 0 --class-weights none"), "defaults");
  }

  /** Fewer samples of some classes than of others: those weigh more. */
  @Test
  void documentsAndModelsSayBoth() throws IOException {
    Path model = temp.resolve("model.safetensors");
    Map<String, Object> document =
        run(
                "train --train-size 50 --label-smoothing 0.25 --class-weights balanced",
                "--model",
                model.toString())
            .done()
            .document();
    assertEquals(0.25, map(document, "settings").get("labelSmoothing"));
    assertEquals("balanced", map(document, "settings").get("classWeights"));
    try (Workspace workspace = new Workspace()) {
      Map<String, String> metadata = Safetensors.read(model, workspace).metadata();
      assertEquals("balanced", metadata.get("lanewise.config.class_weights"));
      assertEquals("0.25", metadata.get("lanewise.config.label_smoothing"));
      assertEquals("0.25", metadata.get("lanewise.label_smoothing"));
      assertEquals(
          "0.9803921568627451,0.9803921568627451,1.0416666666666667",
          metadata.get("lanewise.class_weights"),
          "50 / (3 * 17) twice, 50 / (3 * 16)");
    }
    CommandRun.of("evaluate", "--model", model.toString(), "--data", tiny).done();
  }

  /** Trials are those of train; a search that was stopped knows them again. */
  @Test
  void searches() throws IOException {
    Path csv = temp.resolve("trials.csv");
    String grid =
        "grid --hidden 5 --learning-rate 1e-3 --reg 0 --loss softmax,svm --label-smoothing 0,0.2"
            + " --class-weights 1,2,0.5 --results ";
    Map<String, Object> document = run(grid + csv).done().document();
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> trials = (List<Map<String, Object>>) document.get("trials");
    assertEquals(3, trials.size(), "smoothing is not for svm");
    for (Map<String, Object> trial : trials) {
      boolean svm = trial.get("lossFunction").equals("svm");
      String options = svm ? "--loss svm" : "--label-smoothing " + trial.get("labelSmoothing");
      assertEquals(
          witness("train --hidden 5 --class-weights 1,2,0.5 " + options),
          trial.get("weightsSha256"));
    }
    List<String> lines = Files.readAllLines(csv);
    assertTrue(
        lines.getFirst().contains(",labelSmoothing,classWeights,clipNorm,crc32"), lines.getFirst());
    assertTrue(lines.get(1).contains(",\"1.0,2.0,0.5\","), lines.get(1));
    assertEquals(document.get("trials"), run(grid + csv + " --resume").document().get("trials"));
    String other = grid.replace("1,2,0.5", "1,2,3");
    assertTrue(run(other + csv + " --resume").error(3).contains("classWeights"));
    assertNotEquals(0, Files.size(csv));
  }

  @Test
  void foldsWithBalancedWeights() {
    Map<String, Object> document =
        run("grid --hidden 5 --learning-rate 1e-3 --reg 0 --folds 3 --class-weights balanced")
            .done()
            .document();
    assertEquals("balanced", map(map(document, "best"), "settings").get("classWeights"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          train --label-smoothing 1              | label smoothing must be at least 0 and below 1
          train --label-smoothing -0.1           | label smoothing must be at least 0 and below 1
          train --label-smoothing x              | 'x' is not a number
          train --label-smoothing 0.1 --loss svm | --label-smoothing is for --loss softmax, got --loss svm
          grid --label-smoothing 0.1 --loss svm  | --label-smoothing is for --loss softmax, got --loss svm
          grid --label-smoothing 0.1,1           | label smoothing must be at least 0 and below 1
          train --class-weights 1,2              | --class-weights: class weights must be as many as classes, 3, got 2
          grid --class-weights 1,2,3,4           | --class-weights: class weights must be as many as classes, 3, got 4
          train --class-weights 1,-1,1           | must be 0 or from 1.0E-20 to 1.0E20, got -1.0
          train --class-weights 0,0,0            | must be above 0
          train --class-weights 1,NaN,1          | must be 0 or from
          train --class-weights balance          | 'balance' is not a list of weights such as 1,2,0.5
          grid --class-weights balance           | 'balance' is not a list of weights such as 1,2,0.5
          """)
  void refusals(String line, String message) {
    String error = run(line).error(2);
    assertTrue(error.contains(message), error);
  }
}

package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernels.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code train} prints and writes. */
class TrainTest {

  private static final List<String> ON_SAMPLE =
      List.of(
          "train",
          "--data",
          CommandRun.sample(),
          "--train-size",
          "500",
          "--validation-size",
          "200",
          "--test-size",
          "200",
          "--hidden",
          "10",
          "--epochs",
          "2",
          "--learning-rate",
          "0.01");

  @TempDir private Path temp;
  private List<String> onTiny;

  @BeforeEach
  void writeData() throws IOException {
    Path data = TinyData.write(temp.resolve("tiny"));
    onTiny =
        List.of(
            "train",
            "--data",
            data.toString(),
            "--hidden",
            "5",
            "--batch-size",
            "10",
            "--epochs",
            "2",
            "--weight-scale",
            "0.1",
            "--learning-rate",
            "0.001");
  }

  @Test
  void jsonIsTheDocumentOfTheContract() {
    CommandRun run =
        CommandRun.of(ON_SAMPLE, "--json", "--threads", "2", "--seed", "7", "--lr-decay", "0.5");
    run.done();
    assertEquals("", run.err());
    assertEquals(1, run.outLines().size());

    Map<String, Object> document = run.document();
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
            "epochs",
            "bestEpoch",
            "trainAccuracy",
            "validationAccuracy",
            "testAccuracy",
            "seconds",
            "samplesPerSecond",
            "weightsSha256",
            "model"),
        List.copyOf(document.keySet()));
    assertEquals("train", document.get("command"));
    assertEquals("done", document.get("status"));
    assertEquals(7, document.get("seed"));
    assertEquals(2, document.get("threads"));
    int bits = Backends.widestVectorBits();
    assertEquals(bits > 0 ? "vector" : "scalar", document.get("backend"));
    assertEquals(bits, document.get("vectorBits"));
    assertEquals(
        "{name=sample, trainSize=500, validationSize=200, testSize=200, inputs=784, classes=10}",
        document.get("data").toString());
    assertEquals(
        "{hidden=[10], activation=relu, lossFunction=softmax, parameters=7960}",
        document.get("net").toString());
    List<Map<String, Object>> epochs = epochs(document);
    assertEquals(2, epochs.size());
    for (int e = 0; e < 2; e++) {
      checkEpoch(epochs.get(e), e + 1, e == 0 ? 0.01 : 0.005);
    }
    int best = accuracy(epochs.get(1)) > accuracy(epochs.get(0)) ? 2 : 1;
    assertEquals(best, document.get("bestEpoch"));
    assertEquals(
        epochs.get(best - 1).get("validationAccuracy"), document.get("validationAccuracy"));
    // Both cover all 500 samples.
    assertEquals(epochs.get(best - 1).get("trainAccuracy"), document.get("trainAccuracy"));
    assertShare(document.get("testAccuracy"));
    assertTrue((Double) document.get("seconds") > 0);
    assertTrue((Double) document.get("samplesPerSecond") > 0);
    assertTrue(document.get("weightsSha256").toString().matches("[0-9a-f]{64}"));
    assertNull(document.get("model"));
  }

  private static void checkEpoch(Map<String, Object> epoch, int number, double learningRate) {
    assertEquals(
        List.of(
            "epoch",
            "loss",
            "trainAccuracy",
            "validationAccuracy",
            "validationLoss",
            "learningRate",
            "seconds",
            "samplesPerSecond"),
        List.copyOf(epoch.keySet()));
    assertEquals(number, epoch.get("epoch"));
    assertEquals(learningRate, epoch.get("learningRate"));
    assertShare(epoch.get("trainAccuracy"));
    assertShare(epoch.get("validationAccuracy"));
    double loss = (Double) epoch.get("loss");
    assertTrue(loss > 0 && loss < 5, epoch::toString);
    double validationLoss = (Double) epoch.get("validationLoss");
    assertTrue(validationLoss > 0 && validationLoss < 5, epoch::toString);
    double samples = (Double) epoch.get("seconds") * (Double) epoch.get("samplesPerSecond");
    assertEquals(500, samples, 1e-6);
  }

  private static void assertShare(Object value) {
    double share = (Double) value;
    assertTrue(share > 0 && share <= 1, () -> "share " + share);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> epochs(Map<String, Object> document) {
    return (List<Map<String, Object>>) document.get("epochs");
  }

  private static double accuracy(Map<String, Object> epoch) {
    return (Double) epoch.get("validationAccuracy");
  }

  @Test
  void theScalarBackendHasZeroBits() {
    Map<String, Object> document =
        CommandRun.of(onTiny, "--json", "--backend", "scalar").done().document();
    assertEquals("scalar", document.get("backend"));
    assertEquals(0, document.get("vectorBits"));
  }

  @Test
  void whatThereIsNotIsNull() {
    CommandRun run = CommandRun.of(onTiny, "--json", "--validation-size", "0", "--test-size", "0");
    Map<String, Object> document = run.done().document();
    assertEquals(2, document.get("bestEpoch"));
    assertTrue(document.get("trainAccuracy") instanceof Double);
    for (String absent : List.of("validationAccuracy", "testAccuracy", "model")) {
      assertTrue(document.containsKey(absent), absent);
      assertNull(document.get(absent), absent);
    }
    for (Map<String, Object> epoch : epochs(document)) {
      assertTrue(epoch.containsKey("validationAccuracy") && epoch.containsKey("validationLoss"));
      assertNull(epoch.get("validationAccuracy"));
      assertNull(epoch.get("validationLoss"));
    }
    assertFalse(run.out().contains("NaN"), run.out());
  }

  @Test
  void textHasALineAnEpochAndTheResult() {
    CommandRun run = CommandRun.of(onTiny).done();
    String number = " +[0-9]+\\.[0-9]+";
    String accuracy = " +[01]\\.[0-9]{4}";
    String epoch = "  [12]/2" + number + accuracy + accuracy + " +1e-3" + number + " +[0-9]+";
    List<String> lines = run.outLines();
    assertEquals(5, lines.size(), run.out());
    assertEquals(
        List.of("epoch", "loss", "train", "validation", "rate", "seconds", "samples/s"),
        List.of(lines.get(0).split(" +")));
    assertTrue(lines.get(1).matches(epoch), lines.get(1));
    assertTrue(lines.get(2).matches(epoch), lines.get(2));
    assertTrue(lines.stream().limit(3).allMatch(line -> line.length() <= 80), run.out());
    String result =
        "best epoch [12]: training accuracy [01]\\.[0-9]{4}, validation [01]\\.[0-9]{4},"
            + " test [01]\\.[0-9]{4}";
    assertTrue(lines.get(3).matches(result), lines.get(3));
    assertTrue(lines.get(4).matches("weights SHA-256 [0-9a-f]{64}"), lines.get(4));
    assertTrue(run.err().contains("data tiny: 54 training, 6 validation, 5 test"), run.err());
    assertTrue(run.err().contains("net 4-5-3, relu, softmax loss, 43 parameters"), run.err());
    assertFalse(run.err().contains("\u001b"), "no line is redrawn where there is no terminal");
  }

  @Test
  void textSaysNoneForWhatThereIsNot() {
    CommandRun run = CommandRun.of(onTiny, "--validation-size", "0", "--test-size", "0").done();
    assertTrue(run.outLines().get(1).matches(".* 0\\.[0-9]{4} +none +1e-3 .*"), run.out());
    assertTrue(run.outLines().get(3).endsWith("validation none, test none"), run.out());
  }

  @Test
  void quietPrintsTheResultOnly() {
    CommandRun run = CommandRun.of(onTiny, "--quiet").done();
    assertEquals(2, run.outLines().size(), run.out());
    assertTrue(run.outLines().getFirst().startsWith("best epoch "), run.out());
    assertEquals("", run.err());
  }

  @Test
  void aLossThatStaysThatOfGuessingGivesAHint() {
    String[] still = {"--learning-rate", "1e-9", "--weight-scale", "1e-6"};
    for (String output : List.of("--quiet", "--json")) {
      CommandRun run = CommandRun.of(onTiny, output);
      assertEquals("", run.done().err());
      run = CommandRun.of(replaced(onTiny, still), output);
      assertEquals(1, run.done().errLines().count(), run.err());
      assertTrue(run.err().startsWith("hint: ") && run.err().contains("--learning-rate"));
    }
    CommandRun one = CommandRun.of(replaced(replaced(onTiny, still), "--epochs", "1"), "--quiet");
    assertEquals("", one.done().err());
  }

  /** The arguments with other values of options that they have. */
  private static List<String> replaced(List<String> args, String... pairs) {
    List<String> result = new ArrayList<>(args);
    for (int i = 0; i < pairs.length; i += 2) {
      result.set(result.indexOf(pairs[i]) + 1, pairs[i + 1]);
    }
    return result;
  }

  @Test
  void theModelIsWrittenWhereItIsAskedFor() throws IOException {
    Path model = temp.resolve("net.safetensors");
    TinyData.foreignModel(model);
    Map<String, Object> document =
        CommandRun.of(onTiny, "--json", "--model", model.toString()).done().document();
    assertEquals(model.toString(), document.get("model"));
    Map<String, Object> evaluation =
        CommandRun.of("evaluate", "--model", model.toString(), "--data", onTiny.get(2), "--json")
            .done()
            .document();
    assertEquals(document.get("testAccuracy"), evaluation.get("accuracy"));

    CommandRun text = CommandRun.of(onTiny, "--model", model.toString()).done();
    assertEquals("model written to " + model, text.outLines().getLast());
    try (Stream<Path> files = Files.list(temp)) {
      assertEquals(
          List.of("net.safetensors", "tiny"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @ParameterizedTest
  @CsvSource({"none, [], 15", "5, [5], 43", "8-4, '[8, 4]', 91"})
  void hiddenLayers(String widths, String hidden, int parameters) {
    Map<String, Object> document =
        CommandRun.of(replaced(onTiny, "--hidden", widths), "--json").done().document();
    assertEquals(
        "{hidden="
            + hidden
            + ", activation=relu, lossFunction=softmax, parameters="
            + parameters
            + "}",
        document.get("net").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--activation relu",
        "--activation sigmoid",
        "--activation tanh",
        "--loss softmax",
        "--loss svm",
        "--normalize none",
        "--normalize unit",
        "--normalize center",
        "--normalize standardize",
        "--sampling shuffle",
        "--sampling replacement",
        "--reg 0.5",
        "--init gaussian",
        "--optimizer sgd",
        "--threads 64"
      })
  void everyChoiceRunsAndChangesTheResultUnlessItIsTheDefault(String choice) {
    List<String> defaults =
        List.of(
            "--activation relu",
            "--loss softmax",
            "--normalize center",
            "--sampling shuffle",
            "--init gaussian",
            "--optimizer sgd",
            "--threads 64");
    Map<String, Object> chosen =
        CommandRun.of(onTiny, (choice + " --json").split(" ")).done().document();
    Map<String, Object> plain = CommandRun.of(onTiny, "--json").done().document();
    if (defaults.contains(choice)) {
      assertEquals(plain.get("weightsSha256"), chosen.get("weightsSha256"));
    } else {
      assertNotEquals(plain.get("weightsSha256"), chosen.get("weightsSha256"));
    }
  }

  @Test
  void theNetInTheDocumentIsTheOneAskedFor() {
    String[] options = {"--activation", "tanh", "--loss", "svm", "--json"};
    assertEquals(
        "{hidden=[5], activation=tanh, lossFunction=svm, parameters=43}",
        CommandRun.of(onTiny, options).done().document().get("net").toString());
  }

  @Test
  void earlyStoppingEndsWithoutBetterAccuracy() {
    List<String> still = replaced(onTiny, "--learning-rate", "1e-9", "--epochs", "9");
    Map<String, Object> document =
        CommandRun.of(still, "--json", "--early-stopping", "2").done().document();
    assertEquals(3, epochs(document).size());
    assertEquals(1, document.get("bestEpoch"));
    assertEquals("done", document.get("status"));
    assertEquals(9, epochs(CommandRun.of(still, "--json").done().document()).size());
  }

  static Stream<String> placesToCompute() {
    Stream<String> widths =
        Stream.of(128, 256, 512)
            .filter(bits -> bits <= Backends.widestVectorBits())
            .flatMap(bits ->
                Stream.of(1, 2, 3, 7)
                    .map(threads -> "--vector-bits " + bits + " --threads " + threads));
    return Stream.concat(
        Stream.of("--backend scalar --threads 1", "--backend scalar --threads 3", "--backend auto"),
        widths);
  }

  @ParameterizedTest
  @MethodSource("placesToCompute")
  void theWeightsAreTheSameWhereverTheyAreComputed(String options) {
    CommandRun text = CommandRun.of(Reference.RUN, (options + " --quiet").split(" ")).done();
    assertEquals("weights SHA-256 " + Reference.WITNESS, text.outLines().getLast());
  }

  /** Four steps of whole batches: enough for threads to share, few for slow kernels. */
  private static final class Reference {
    static final List<String> RUN =
        replaced(ON_SAMPLE, "--train-size", "200", "--validation-size", "50", "--test-size", "50");
    static final Object WITNESS =
        CommandRun.of(RUN, "--json", "--threads", "2").done().document().get("weightsSha256");
  }
}
